using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The answer to "who presents this credential?". One of three: <see cref="Succeeded"/>; not applicable (the
/// <see langword="default"/> value: the text is not a credential of the strategy); or failed with a <see cref="Failure"/>.
/// </summary>
/// <remarks>
/// Immutable. No other caller uses the same principal object. A success gets its optional facts by <c>with</c>; setting one on
/// another result throws an <see cref="InvalidOperationException"/>.
/// </remarks>
/// <example><code>return AuthResult.Success(principal) with { ExpiresAt = expiresAt, SessionId = id };</code></example>
[DebuggerDisplay("{ToString(),nq}")]
#pragma warning disable CA1815 // Results are not compared: each has its own principal object.
public readonly struct AuthResult
#pragma warning restore CA1815
{
    // An AuthFailure, the AuthResultFacts of a success, or null. The struct has only two references, which async methods can pass cheaply.
    private readonly object? _details;

    private AuthResult(ClaimsPrincipal? principal, object? details) => (Principal, _details) = (principal, details);

    /// <summary>Not applicable: the text is not a credential of the strategy. The same as <see langword="default"/>.</summary>
    public static AuthResult None => default;

    /// <summary>Whether the credential was accepted.</summary>
    [MemberNotNullWhen(true, nameof(Principal))]
    public bool Succeeded => Principal is not null;

    /// <summary>Whether the text was a credential of the strategy, so that the result is a success or a failure.</summary>
    public bool IsApplicable => Succeeded || Failure is not null;

    /// <summary>
    /// The user who presented the credential; <see langword="null"/> unless <see cref="Succeeded"/>. The caller may change it: no other
    /// caller has the same object.
    /// </summary>
    public ClaimsPrincipal? Principal { get; }

    /// <summary>The public id of the session that the credential belongs to, or <see langword="null"/> if there is none.</summary>
    public SessionId? SessionId
    {
        get => Facts?.SessionId;
        init => _details = new AuthResultFacts(FactsToChange(nameof(SessionId))) { SessionId = value };
    }

    /// <summary>When the user last proved who they are, or <see langword="null"/> if the credential does not say it. UTC.</summary>
    public DateTimeOffset? AuthenticatedAt
    {
        get => Facts?.AuthenticatedAt;
        init => _details = new AuthResultFacts(FactsToChange(nameof(AuthenticatedAt))) { AuthenticatedAt = value };
    }

    /// <summary>When the credential expires if it is not renewed before, or <see langword="null"/> if it does not say it. UTC.</summary>
    public DateTimeOffset? ExpiresAt
    {
        get => Facts?.ExpiresAt;
        init => _details = new AuthResultFacts(FactsToChange(nameof(ExpiresAt))) { ExpiresAt = value };
    }

    /// <summary>
    /// The id of the token (<c>jti</c>, RFC 7519 §4.1.7), or <see langword="null"/> if the credential has none. Of a token of another
    /// issuer it is any text that the issuer chose.
    /// </summary>
    public string? TokenId
    {
        get => Facts?.TokenId;
        init => _details = new AuthResultFacts(FactsToChange(nameof(TokenId))) { TokenId = value };
    }

    /// <summary>When the token was issued (<c>iat</c>, RFC 7519 §4.1.6), or <see langword="null"/> if the credential does not say it. UTC.</summary>
    public DateTimeOffset? IssuedAt
    {
        get => Facts?.IssuedAt;
        init => _details = new AuthResultFacts(FactsToChange(nameof(IssuedAt))) { IssuedAt = value };
    }

    /// <summary>The id of the key that verified the signature (<c>kid</c>, RFC 7515 §4.1.4), or <see langword="null"/> if there was none.</summary>
    public string? KeyId
    {
        get => Facts?.KeyId;
        init => _details = new AuthResultFacts(FactsToChange(nameof(KeyId))) { KeyId = value };
    }

    /// <summary>
    /// Whether the response should replace the cookie, because it is old or its replacement was lost. If so, call <see cref="ICookieRotation.RotateAtHeadersAsync"/> directly before
    /// the headers are sent. Only <see cref="ICookieRotation.AuthenticateCookieAsync"/> sets it. Default: <see langword="false"/>.
    /// </summary>
    public bool RotationDue
    {
        get => Facts?.RotationDue ?? false;
        init => _details = new AuthResultFacts(FactsToChange(nameof(RotationDue))) { RotationDue = value };
    }

    /// <summary>
    /// Whether the session should outlive the client's browser session ("remember me"). <see langword="false"/> if the
    /// credential does not say it: a JWT whose session is not read.
    /// </summary>
    public bool Persistent
    {
        get => Facts?.Persistent ?? false;
        init => _details = new AuthResultFacts(FactsToChange(nameof(Persistent))) { Persistent = value };
    }

    /// <summary>
    /// The application's own data about the session (<see cref="IssueOptions.Items"/>); empty if there are none. They are as they were
    /// when the credential was authenticated. Names are compared ordinally. Nothing is decrypted before the first read.
    /// </summary>
    /// <exception cref="AuthUnavailableException">
    /// Thrown by a read of the dictionary, not by this property: the stored items were damaged or belong to another session. They are
    /// never read as empty. <see cref="ISessionDirectory.ClearItemsAsync"/> or a new login removes them.
    /// </exception>
    public IReadOnlyDictionary<string, string?> Items
    {
        get => Facts?.Items ?? AuthResultFacts.NoItems;
        init => _details = new AuthResultFacts(FactsToChange(nameof(Items))) { Items = value };
    }

    /// <summary>Why the credential was refused, or <see langword="null"/> if it was not.</summary>
    public AuthFailure? Failure => _details as AuthFailure;

    private AuthResultFacts? Facts => _details as AuthResultFacts;

    /// <summary>Creates a success without optional facts.</summary>
    /// <param name="principal">The user who presented the credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    public static AuthResult Success(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new(principal, null);
    }

    /// <summary>Creates a success with facts that the strategy may reuse for its next answer.</summary>
    /// <param name="principal">The user who presented the credential.</param>
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
    /// <param name="detail">A sentence for a developer, without any part of the credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is <see langword="null"/>.</exception>
    public static AuthResult Fail(AuthFailureReason reason, string detail) => new(null, new AuthFailure(reason, detail));

    /// <summary>Creates a failed result from a failure.</summary>
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
