using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The answer to a refresh. One of four: a credential (<see cref="Succeeded"/>); <see cref="IsUnchanged"/>: the client keeps its
/// credential; a <see cref="Failure"/>; or not applicable (the <see langword="default"/> value: the text was not a credential of the strategy).
/// </summary>
/// <remarks>Immutable. No other caller uses the same principal object.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
#pragma warning disable CA1815 // Results are not compared: each has its own principal object.
public readonly struct RefreshResult
#pragma warning restore CA1815
{
    private RefreshResult(IssuedCredential? credential, ClaimsPrincipal principal) => (Credential, Principal) = (credential, principal);

    private RefreshResult(AuthFailure failure) => Failure = failure;

    /// <summary>Not applicable: the text is not a credential of the strategy. The same as <see langword="default"/>.</summary>
    public static RefreshResult None => default;

    /// <summary>Whether there is a credential for the client.</summary>
    [MemberNotNullWhen(true, nameof(Credential), nameof(Principal))]
    public bool Succeeded => Credential is not null;

    /// <summary>
    /// Whether the credential is valid but this answer contains no new one, because another answer contains its successor. There is a
    /// <see cref="Principal"/>, but no <see cref="Credential"/> and no <see cref="Failure"/>. The client keeps its credential (RFC 6749 §5.1).
    /// If the successor was lost, a refresh after <c>ReuseWindow</c> returns another one.
    /// </summary>
    public bool IsUnchanged => Principal is not null && Credential is null;

    /// <summary>Whether the text was a credential of the strategy, so that the result is a success, unchanged or a failure.</summary>
    public bool IsApplicable => Principal is not null || Failure is not null;

    /// <summary>
    /// The credential that the client should keep from now on; <see langword="null"/> unless <see cref="Succeeded"/>. It may be the
    /// presented one, if that is too young to be replaced. If its <see cref="IssuedCredential.RefreshToken"/> is
    /// <see langword="null"/>, the client keeps the refresh token that it has.
    /// </summary>
    public IssuedCredential? Credential { get; }

    /// <summary>
    /// The user of the credential; <see langword="null"/> unless <see cref="Succeeded"/> or <see cref="IsUnchanged"/>. The caller may change it: no other
    /// caller has the same object.
    /// </summary>
    public ClaimsPrincipal? Principal { get; }

    /// <summary>Why the refresh was refused, or <see langword="null"/> if it was not.</summary>
    public AuthFailure? Failure { get; }

    /// <summary>Creates a success.</summary>
    /// <param name="credential">The credential that the client should keep from now on.</param>
    /// <param name="principal">The user of the credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static RefreshResult Success(IssuedCredential credential, ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(principal);
        return new(credential, principal);
    }

    /// <summary>Creates a result without a new credential: the client keeps its credential.</summary>
    /// <param name="principal">The user of the presented credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    public static RefreshResult Unchanged(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new(null, principal);
    }

    /// <summary>Creates a failure.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">A sentence for a developer, without any part of the credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is <see langword="null"/>.</exception>
    public static RefreshResult Fail(AuthFailureReason reason, string detail) => new(new AuthFailure(reason, detail));

    /// <summary>Creates a failed result from a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is <see langword="null"/>.</exception>
    public static RefreshResult Fail(AuthFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(failure);
    }

    /// <summary>The outcome, without secrets or claims; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        Succeeded ? $"Succeeded {{ {Credential} }}"
        : IsUnchanged ? "Unchanged"
        : Failure is { } failure ? $"Failed {{ {failure} }}"
        : "NotApplicable";
}
