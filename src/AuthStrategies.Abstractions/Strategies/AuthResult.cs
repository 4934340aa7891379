using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The answer to "who presents this credential?". Exactly one of three: <see cref="Succeeded"/>; not applicable (the
/// <see langword="default"/> value: the text is not of the strategy's kind); or failed with a <see cref="Failure"/>.
/// </summary>
/// <remarks>
/// Immutable. The principal belongs to the caller alone. A success gets its optional facts by <c>with</c>; setting one on
/// another result throws an <see cref="InvalidOperationException"/>.
/// </remarks>
/// <example><code>return AuthResult.Success(principal) with { ExpiresAt = expiresAt, SessionId = id };</code></example>
[DebuggerDisplay("{ToString(),nq}")]
#pragma warning disable CA1815 // Two results are not compared: each principal is its caller's own.
public readonly struct AuthResult
#pragma warning restore CA1815
{
    // An AuthFailure, or the AuthResultFacts of a success, or null: two references in all, on the way through the async layers.
    private readonly object? _details;

    private AuthResult(ClaimsPrincipal? principal, object? details) => (Principal, _details) = (principal, details);

    /// <summary>Not applicable: the text is not of the strategy's kind. The same as <see langword="default"/>.</summary>
    public static AuthResult None => default;

    /// <summary>Whether the credential was accepted.</summary>
    [MemberNotNullWhen(true, nameof(Principal))]
    public bool Succeeded => Principal is not null;

    /// <summary>Whether the text was of the strategy's kind, so that the strategy answers yes or no.</summary>
    public bool IsApplicable => Succeeded || Failure is not null;

    /// <summary>Who presented the credential; <see langword="null"/> unless <see cref="Succeeded"/>. It belongs to the caller: no other caller sees a change to it.</summary>
    public ClaimsPrincipal? Principal { get; }

    /// <summary>The public name of the session that the credential belongs to, or <see langword="null"/> when there is none.</summary>
    public SessionId? SessionId
    {
        get => Facts?.SessionId;
        init => _details = new AuthResultFacts(FactsToChange(nameof(SessionId))) { SessionId = value };
    }

    /// <summary>When the user last proved who they are, or <see langword="null"/> when the credential does not say. UTC.</summary>
    public DateTimeOffset? AuthenticatedAt
    {
        get => Facts?.AuthenticatedAt;
        init => _details = new AuthResultFacts(FactsToChange(nameof(AuthenticatedAt))) { AuthenticatedAt = value };
    }

    /// <summary>When the credential stops being accepted if it is not renewed before, or <see langword="null"/> when it does not say. UTC.</summary>
    public DateTimeOffset? ExpiresAt
    {
        get => Facts?.ExpiresAt;
        init => _details = new AuthResultFacts(FactsToChange(nameof(ExpiresAt))) { ExpiresAt = value };
    }

    /// <summary>
    /// What the client should keep from now on, or <see langword="null"/> when nothing changes for it: the same text
    /// with a later expiry, or the successor of a credential that has just been replaced.
    /// </summary>
    public IssuedCredential? Renewed
    {
        get => Facts?.Renewed;
        init => _details = new AuthResultFacts(FactsToChange(nameof(Renewed))) { Renewed = value };
    }

    /// <summary>
    /// Whether the session should outlive the client's browser session ("remember me"). <see langword="false"/> when the
    /// credential does not say: a JWT whose session is not read.
    /// </summary>
    public bool Persistent
    {
        get => Facts?.Persistent ?? false;
        init => _details = new AuthResultFacts(FactsToChange(nameof(Persistent))) { Persistent = value };
    }

    /// <summary>Why the credential was refused, or <see langword="null"/> when it was not.</summary>
    public AuthFailure? Failure => _details as AuthFailure;

    private AuthResultFacts? Facts => _details as AuthResultFacts;

    /// <summary>Creates a success without optional facts.</summary>
    /// <param name="principal">Who presented the credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    public static AuthResult Success(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new(principal, null);
    }

    /// <summary>Creates a success with facts that the strategy may use again for its next answer.</summary>
    /// <param name="principal">Who presented the credential.</param>
    /// <param name="facts">The optional facts.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static AuthResult Success(ClaimsPrincipal principal, AuthResultFacts facts)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(facts);
        return new(principal, facts);
    }

    /// <summary>Creates a failure.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">A sentence for a developer, without content of the credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is <see langword="null"/>.</exception>
    public static AuthResult Fail(AuthFailureReason reason, string detail) => new(null, new AuthFailure(reason, detail));

    /// <summary>Creates a failure from one that already exists.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is <see langword="null"/>.</exception>
    public static AuthResult Fail(AuthFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(null, failure);
    }

    /// <summary>The outcome, without claims; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        Succeeded ? $"Succeeded {{ SessionId = {(SessionId is { } id ? id.ToString() : "none")} }}"
        : Failure is { } failure ? $"Failed {{ {failure} }}"
        : "NotApplicable";

    private AuthResultFacts? FactsToChange(string property) =>
        Succeeded ? Facts : throw new InvalidOperationException($"Only a success has {property}. Start from AuthResult.Success(principal).");
}
