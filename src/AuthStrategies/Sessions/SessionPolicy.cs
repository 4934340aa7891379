using System.Collections.Immutable;
using AuthStrategies.Claims;
using AuthStrategies.Caching;

namespace AuthStrategies.Sessions;

/// <summary>
/// The rules of the sessions that one strategy keeps, compiled from its options. Immutable. A strategy whose refresh
/// tokens are sessions makes one of its own, of kind <see cref="SessionKind.Refresh"/>.
/// </summary>
internal sealed class SessionPolicy
{
    public required SessionKind Kind { get; init; }

    public required string Strategy { get; init; }

    public string? Issuer { get; init; }

    public string? Audience { get; init; }

    /// <summary>The audiences of whose access tokens the strategy takes notice; of none, if it has no access tokens.</summary>
    public ImmutableArray<string> AcceptedAudiences { get; init; } = [];

    public required SessionLifetimes Regular { get; init; }

    public required SessionLifetimes Persistent { get; init; }

    public required TimeSpan ReuseWindow { get; init; }

    public required int MaxSessionsPerSubject { get; init; }

    public required PrincipalFactory Principals { get; init; }

    /// <summary>The tokens seen lately. Belongs to the policy, so that other options never meet what was found under these.</summary>
    public CredentialCache<SessionFacts> Recognized { get; init; } = new(0);

    /// <param name="name">The strategy's name.</param>
    /// <param name="options">Valid options.</param>
    internal static SessionPolicy Compile(string name, SessionStrategyOptions options) => new()
    {
        Kind = SessionKind.Session,
        Strategy = name,
        Regular = new(options.IdleTimeout, options.AbsoluteTimeout),
        Persistent = new(options.PersistentIdleTimeout, options.PersistentAbsoluteTimeout),
        ReuseWindow = options.ReuseWindow,
        MaxSessionsPerSubject = options.MaxSessionsPerSubject,
        Principals = new(name, options.ClaimNaming, options.NameClaimType, options.RoleClaimType),
        Recognized = new(options.CredentialCacheSize),
    };

    public SessionLifetimes LifetimesOf(bool persistent) => persistent ? Persistent : Regular;

    /// <summary>Whether a session is this strategy's and of its kind; another's is none at all, and never theft.</summary>
    public bool Owns(SessionPayload session) =>
        IsOfThisStrategy(session) && string.Equals(session.Audience, Audience, StringComparison.Ordinal);

    /// <summary>Whether a session may stand behind an access token that was verified: as <see cref="Owns"/>, but of any audience that is accepted.</summary>
    public bool Backs(SessionPayload session) =>
        IsOfThisStrategy(session) && session.Audience is { } audience && AcceptedAudiences.Contains(audience, StringComparer.Ordinal);

    /// <summary>
    /// Whether a secret part is so young that its predecessor is still answered and it is not replaced itself. A negative
    /// age (it was born on a node whose clock is ahead) counts as young; with the window off nothing does.
    /// </summary>
    public bool IsInsideReuseWindow(DateTimeOffset bornAt, DateTimeOffset now) =>
        ReuseWindow > TimeSpan.Zero && now - bornAt < ReuseWindow;

    /// <summary>Whether enough of the idle time has passed for activity to be written down: a tenth, so that reads rarely write.</summary>
    public bool IsRenewalDue(SessionPayload session, DateTimeOffset now) =>
        now - session.LastSeenAt >= LifetimesOf(session.Persistent).Idle / 10;

    private bool IsOfThisStrategy(SessionPayload session) =>
        session.Kind == Kind
        && string.Equals(session.Strategy, Strategy, StringComparison.Ordinal)
        && string.Equals(session.Issuer, Issuer, StringComparison.Ordinal);
}
