using System.Security.Cryptography;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>One server with its own clock: a strategy with default options over a shared store, or over a near cache of it.</summary>
internal sealed class StrategyNode
{
    private const string Name = "Main";

    /// <summary>Longer than a day, so that only reuse ends a session. Activity is then written hourly.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromHours(12);

    private static readonly AuthStrategiesMetrics Metrics = new(factory: null);
    private static readonly IOptions<NearCacheOptions> NearCache = Options.Create(new NearCacheOptions { Capacity = 16, MaxStaleness = TimeSpan.FromSeconds(5) });
    private static readonly IOptions<SessionStoreCallOptions> StoreCalls = Options.Create(new SessionStoreCallOptions());
    private static readonly JwtPolicy Jwt = JwtPolicyOf(JwtKey.FromSecret(RandomNumberGenerator.GetBytes(32), "HS256"));

    public StrategyNode(ISessionStore store, bool hasRefreshTokens, bool hasNearCache)
    {
#pragma warning disable CA2000 // It lives as long as the trace and keeps nothing open.
        ISessionStore seen = hasNearCache ? new NearCacheSessionStore(store, NearCache, Clock) : store;
#pragma warning restore CA2000
        SessionStoreBreaker breaker = new(StoreCalls, timed: null, Clock, NullLogger.Instance);
        SessionStoreClient client = new(seen, breaker, Clock, Metrics, NullLogger.Instance);
        StrategyDiagnostics diagnostics = new(Name, NullLogger.Instance, Metrics, new OwnClock(Clock, NullLogger.Instance));
        Strategy = hasRefreshTokens
            ? new JwtStrategy(Name, new PolicySource<JwtPolicy>(Jwt), Keys(), client, Clock, diagnostics)
            : new SessionStrategy(Name, new PolicySource<SessionPolicy>(SessionPolicyOf()), client, Clock, diagnostics);
    }

    public NodeClock Clock { get; } = new();

    public IAuthStrategy Strategy { get; }

    /// <summary>Only a strategy with refresh tokens.</summary>
    public IRefreshTokenAuthentication RefreshTokens => (IRefreshTokenAuthentication)Strategy;

    public ICookieRotation Cookies => (ICookieRotation)Strategy;

    private static SessionPolicy SessionPolicyOf() => SessionPolicy.Compile(
        Name, new() { IdleTimeout = IdleTimeout, AbsoluteTimeout = TimeSpan.FromDays(2), CredentialCacheSize = 8 });

    private static JwtPolicy JwtPolicyOf(JwtKey key)
    {
        JwtStrategyOptions options = new() { Issuer = "https://issuer.example", Audience = "https://api.example" };
        options.SigningKeys.Add(key);
        options.RefreshTokens.Enabled = true;
        options.RefreshTokens.IdleTimeout = IdleTimeout;
        return JwtPolicy.Compile(Name, options);
    }

    private static JwtKeyProvider Keys()
    {
        KeyDiagnostics diagnostics = new(Name, NullLogger.Instance, Metrics);
        return new(new JwtKeyStoreClient(Name, new InMemoryJwtKeyStore(), TimeProvider.System, diagnostics), diagnostics);
    }
}
