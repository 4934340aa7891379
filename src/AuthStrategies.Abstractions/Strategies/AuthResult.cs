using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The answer to "who presents this credential?". Exactly one of three: <see cref="Succeeded"/>; not applicable (the
/// <see langword="default"/> value: the text is not of the strategy's kind); or failed with a <see cref="Failure"/>.
/// </summary>
/// <remarks>Immutable. What it points to (the principal) belongs to the caller alone.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct AuthResult : IEquatable<AuthResult>
{
    // Ticks and an all-zero id stand for "absent", so that the struct stays small on its way through the async layers.
    private readonly SessionId _sessionId;
    private readonly long _authenticatedAtTicks;
    private readonly long _expiresAtTicks;

    private AuthResult(ClaimsPrincipal principal, DateTimeOffset? expiresAt, SessionId? sessionId, DateTimeOffset? authenticatedAt, IssuedCredential? renewed, bool persistent)
    {
        Principal = principal;
        Persistent = persistent;
        Renewed = renewed;
        _sessionId = sessionId.GetValueOrDefault();
        _authenticatedAtTicks = authenticatedAt?.UtcTicks ?? 0;
        _expiresAtTicks = expiresAt?.UtcTicks ?? 0;
    }

    private AuthResult(AuthFailure failure) => Failure = failure;

    /// <summary>Not applicable: the text is not of the strategy's kind. The same as <see langword="default"/>.</summary>
    public static AuthResult None => default;

    /// <summary>Whether the client was recognised.</summary>
    [MemberNotNullWhen(true, nameof(Principal))]
    public bool Succeeded => Principal is not null;

    /// <summary>Whether the text was of the strategy's kind, so that it answers yes or no.</summary>
    public bool IsApplicable => Succeeded || Failure is not null;

    /// <summary>Who it is; <see langword="null"/> unless <see cref="Succeeded"/>. The caller's own: changing it is seen by nobody else.</summary>
    public ClaimsPrincipal? Principal { get; }

    /// <summary>The public name of the session behind the credential, or <see langword="null"/> when there is none.</summary>
    public SessionId? SessionId => _sessionId == default ? null : _sessionId;

    /// <summary>When the user last proved who they are, or <see langword="null"/> when the credential does not say. UTC.</summary>
    public DateTimeOffset? AuthenticatedAt => Instant(_authenticatedAtTicks);

    /// <summary>When the credential stops being accepted unless it is renewed before, or <see langword="null"/> when it does not say. UTC.</summary>
    public DateTimeOffset? ExpiresAt => Instant(_expiresAtTicks);

    /// <summary>
    /// What the client should hold from now on, or <see langword="null"/> when nothing changes for it: the same text
    /// with a later expiry, or the successor of a credential that was replaced a moment ago.
    /// </summary>
    public IssuedCredential? Renewed { get; }

    /// <summary>
    /// Whether the login was asked to outlive the client's own session ("remember me"). <see langword="false"/> where the
    /// credential does not say: a JWT whose session is not looked at.
    /// </summary>
    public bool Persistent { get; }

    /// <summary>Why the credential was refused, or <see langword="null"/> when it was not.</summary>
    public AuthFailure? Failure { get; }

    /// <summary>Makes a success.</summary>
    /// <param name="principal">Who it is.</param>
    /// <param name="expiresAt">When the credential ends, if it does.</param>
    /// <param name="sessionId">The session behind it, if there is one.</param>
    /// <param name="authenticatedAt">When the user last proved who they are, if known.</param>
    /// <param name="renewed">What the client should hold from now on, if anything changes.</param>
    /// <param name="persistent">Whether the login was asked to outlive the client's own session.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    public static AuthResult Success(
        ClaimsPrincipal principal,
        DateTimeOffset? expiresAt = null,
        SessionId? sessionId = null,
        DateTimeOffset? authenticatedAt = null,
        IssuedCredential? renewed = null,
        bool persistent = false)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new(principal, expiresAt, sessionId, authenticatedAt, renewed, persistent);
    }

    /// <summary>Makes a failure.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">A sentence for a developer, without content of the credential.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is <see langword="null"/>.</exception>
    public static AuthResult Fail(AuthFailureReason reason, string detail) => new(new AuthFailure(reason, detail));

    /// <summary>Makes a failure from one that already exists.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is <see langword="null"/>.</exception>
    public static AuthResult Fail(AuthFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(failure);
    }

    /// <inheritdoc />
    public bool Equals(AuthResult other) =>
        ReferenceEquals(Principal, other.Principal)
        && ReferenceEquals(Failure, other.Failure)
        && ReferenceEquals(Renewed, other.Renewed)
        && Persistent == other.Persistent
        && _sessionId == other._sessionId
        && _authenticatedAtTicks == other._authenticatedAtTicks
        && _expiresAtTicks == other._expiresAtTicks;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AuthResult other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Principal, Failure, Renewed, _sessionId, _authenticatedAtTicks, _expiresAtTicks);

    /// <summary>Whether two results are the same answer about the same objects.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if they are.</returns>
    public static bool operator ==(AuthResult left, AuthResult right) => left.Equals(right);

    /// <summary>Whether two results differ.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if they do.</returns>
    public static bool operator !=(AuthResult left, AuthResult right) => !left.Equals(right);

    /// <summary>The outcome, without claims; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        Succeeded ? $"Succeeded {{ SessionId = {(SessionId is { } id ? id.ToString() : "none")} }}"
        : Failure is { } failure ? $"Failed {{ {failure} }}"
        : "NotApplicable";

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
