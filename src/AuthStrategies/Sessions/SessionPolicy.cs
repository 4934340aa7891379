using System.Collections.Immutable;
using AuthStrategies.Caching;
using AuthStrategies.Claims;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>
/// The rules for the sessions of one strategy, compiled from its options. Immutable. A JWT strategy has one of kind
/// <see cref="SessionKind.Refresh"/> for the sessions of its refresh tokens.
/// </summary>
internal sealed class SessionPolicy
{
    public required SessionKind Kind { get; init; }

    public required string Strategy { get; init; }

    public string? Issuer { get; init; }

    /// <summary>The issuers whose sessions the strategy accepts; empty if it has no access tokens.</summary>
    public ImmutableArray<string> AcceptedIssuers { get; init; } = [];

    public string? Audience { get; init; }

    /// <summary>The audiences whose access tokens the strategy accepts; empty if it has no access tokens.</summary>
    public ImmutableArray<string> AcceptedAudiences { get; init; } = [];

    public required SessionLifetimes Regular { get; init; }

    public required SessionLifetimes Persistent { get; init; }

    /// <summary>The time limits of rotation.</summary>
    public required RotationRules Rotation { get; init; }

    /// <summary>
    /// Whether rotations keep the persistent cookie of an active client for as long as its session. A client may be active last just
    /// before a rotation, so with a short idle timeout the cookie would expire much earlier than the session.
    /// </summary>
    public bool RotatesCookies => Rotation.RotateEvery > TimeSpan.Zero && Rotation.RotateEvery <= Persistent.Idle / 2;

    public required int MaxSessionsPerSubject { get; init; }

    /// <summary>Whether the strategy issues credentials here. One that only verifies names subjects of another issuer.</summary>
    public bool IsIssuer { get; init; } = true;

    public required PrincipalFactory Principals { get; init; }

    /// <summary>The recently accepted tokens. Part of the policy, so that a result is never used under other options.</summary>
    public CredentialCache<SessionFacts> CredentialCache { get; init; } = new(0, 0);

    /// <param name="name">The strategy's name.</param>
    /// <param name="options">Valid options.</param>
    internal static SessionPolicy Compile(string name, SessionStrategyOptions options) => new()
    {
        Kind = SessionKind.Session,
        Strategy = name,
        Regular = new(options.IdleTimeout, options.AbsoluteTimeout, options.RenewAfter),
        Persistent = new(options.PersistentIdleTimeout, options.PersistentAbsoluteTimeout, options.RenewAfter),
        Rotation = new()
        {
            ReuseWindow = options.ReuseWindow,
            LateRequestWindow = options.LateRequestWindow,
            RotateEvery = options.RotateEvery,
            StrictReuse = options.StrictReuse,
        },
        MaxSessionsPerSubject = options.MaxSessionsPerSubject,
        Principals = new(name, options.ClaimNaming, options.NameClaimType, options.RoleClaimType, isIssuer: true),
        CredentialCache = new(options.CredentialCacheSize, options.CredentialCacheBytes),
    };

    public SessionLifetimes LifetimesOf(bool persistent) => persistent ? Persistent : Regular;

    /// <summary>
    /// Whether a session belongs to this strategy and is of its kind. A session of another strategy is unknown here, and never counts as reuse.
    /// </summary>
    public bool Owns(SessionPayload session) => Owns(session.Owner);

    /// <summary>The same for a session of which only the owner can be read.</summary>
    public bool Owns(in SessionOwner session) =>
        IsOfThisStrategy(session) && string.Equals(session.Audience, Audience, StringComparison.Ordinal);

    /// <summary>Whether a session may belong to a verified access token: like <see cref="Owns(SessionPayload)"/>, but for any accepted audience.</summary>
    public bool Backs(SessionPayload session) => Backs(session.Owner);

    /// <summary>The same for a session of which only the owner can be read.</summary>
    public bool Backs(in SessionOwner session) =>
        IsOfThisStrategy(session) && session.Audience is { } audience && AcceptedAudiences.Contains(audience, StringComparer.Ordinal);

    /// <summary>Whether enough time has passed to write the activity.</summary>
    public bool IsRenewalDue(SessionPayload session, DateTimeOffset now) =>
        now - session.LastSeenAt >= LifetimesOf(session.Persistent).RenewalInterval;

    private bool IsOfThisStrategy(in SessionOwner session) =>
        session.Kind == Kind
        && string.Equals(session.Strategy, Strategy, StringComparison.Ordinal)
        && (string.Equals(session.Issuer, Issuer, StringComparison.Ordinal)
            || (session.Issuer is { } issuer && AcceptedIssuers.Contains(issuer, StringComparer.Ordinal)));
}
