using System.Security.Claims;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>One store, one clock, and as many nodes as a test needs.</summary>
internal sealed class SessionFixture
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private SessionStrategy? _strategy;

    public SessionFixture(Action<SessionStrategyOptions>? configure = null, ILogger? logger = null)
    {
        configure?.Invoke(Options);
        Logger = logger ?? Log;
    }

    public FakeTimeProvider Time { get; } = new(Start);

    public SpyRecordStore Store { get; } = new();

    public LogCapture Log { get; } = new();

    public ILogger Logger { get; }

    public AuthStrategiesMetrics Metrics { get; } = new(factory: null);

    public SessionStrategyOptions Options { get; } = new();

    public SessionStrategy Strategy => _strategy ??= Node();

    public ISessionDirectory Directory => DirectoryOver(Store);

    public DateTimeOffset Now => Time.GetUtcNow();

    public static ClaimsPrincipal Principal(string subject = "alice", params Claim[] claims) =>
        new(new ClaimsIdentity([new Claim("sub", subject), .. claims], "password"));

    /// <summary>A token that names the same session and has another secret part.</summary>
    public static string WithOtherSecret(string token) => token[..30] + new string([.. token[30..].Select(c => c == 'x' ? 'y' : 'x')]);

    public SessionStoreClient StoreClient(ISessionStore? store = null, TimeSpan? timeout = null) => StoreClients.Over(store ?? Store, Time, Metrics, Logger, timeout);

    /// <summary>A directory of an application with the one session strategy.</summary>
    public ISessionDirectory DirectoryOver(ISessionStore store, TimeSpan? timeout = null) =>
        new SessionDirectory(
            StoreClient(store, timeout), Time, Logger, new OwnClock(Time, Logger), name => name == Strategy.Name ? Strategy.Policy : null, () => [new(Strategy.Name, RevokeOutcome.Revoked, HasGeneration: true)]);

    public SessionStrategy Node(TimeProvider? time = null, string name = "Session", SessionPolicy? policy = null, ISessionStore? store = null) => new(
        name,
        new PolicySource<SessionPolicy>(policy ?? SessionPolicy.Compile(name, Options)),
        StoreClient(store),
        time ?? Time,
        new StrategyDiagnostics(name, Logger, Metrics, new OwnClock(time ?? Time, Logger)));

    /// <summary>The rules of refresh tokens, as a JWT strategy would have them.</summary>
    public SessionPolicy RefreshPolicy(string name = "Jwt", string issuer = "https://issuer", string audience = "web")
    {
        var session = SessionPolicy.Compile(name, Options);
        return new()
        {
            Kind = SessionKind.Refresh,
            Strategy = name,
            Issuer = issuer,
            Audience = audience,
            Regular = session.Regular,
            Persistent = session.Persistent,
            Rotation = session.Rotation with { IsRefreshToken = true },
            MaxSessionsPerSubject = session.MaxSessionsPerSubject,
            Principals = session.Principals,
        };
    }

    public async Task<string> IssueAsync(string subject = "alice", IssueOptions? options = null) =>
        (await Strategy.IssueAsync(Principal(subject), options)).Value;

    public static SessionId IdOf(string token) => OpaqueToken.TryParse(token, out OpaqueToken parsed) ? parsed.Id : throw new ArgumentException("no token", nameof(token));

    public SessionPayload PayloadOf(string token) => PayloadOf(Store.Peek(IdOf(token))!);

    public static SessionPayload PayloadOf(SessionRecord record) => SessionPayloadCodec.Decode(record.Payload.Span, record.Subject)!;

    /// <summary>The next version of a record, as another writer could have made it.</summary>
    public static SessionRecord With(SessionRecord record, DateTimeOffset expiresAt, SessionPayload payload) => new()
    {
        Id = record.Id,
        Subject = record.Subject,
        ExpiresAt = expiresAt,
        AbsoluteExpiresAt = record.AbsoluteExpiresAt,
        Version = record.Version + 1,
        Payload = SessionPayloadCodec.Encode(payload),
    };

    public static ILogger Silent => NullLogger.Instance;
}
