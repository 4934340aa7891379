using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt;

/// <summary>A strategy under test with its clock and its log. By default it trusts the forge's HS256 key.</summary>
internal sealed class JwtFixture
{
    /// <summary>A strategy over the sessions of another one.</summary>
    public JwtFixture(Action<JwtStrategyOptions> configure, SpyRecordStore store)
        : this(configure, LogLevel.Trace, null, store)
    {
    }

    public JwtFixture(Action<JwtStrategyOptions>? configure = null, LogLevel logLevel = LogLevel.Trace, TimeProvider? time = null, SpyRecordStore? store = null)
    {
        Store = store ?? new();
        Options.Issuer = TokenForge.Issuer;
        Options.Audience = TokenForge.Audience;
        configure?.Invoke(Options);
        if (Options.SigningKeys.Count + Options.VerificationKeys.Count == 0)
            Options.SigningKeys.Add(ForgeKey.Of("HS256").Key);

        Assert.That(JwtStrategyOptionsValidator.Problems(Options), Is.Empty);
        Log = new LogCapture(logLevel);
        Policy = JwtPolicy.Compile("Jwt", Options);
        AuthStrategiesMetrics metrics = new(null);
        StrategyDiagnostics diagnostics = new("Jwt", Log, metrics, new OwnClock(time ?? Time, Log));
        Strategy = new JwtStrategy("Jwt", new PolicySource<JwtPolicy>(Policy), Keys(metrics, Log), StoreClients.Over(Store, Time, metrics, Log), time ?? Time, diagnostics);
    }

    public JwtStrategyOptions Options { get; } = new();

    public FakeTimeProvider Time { get; } = new(TokenForge.Now);

    /// <summary>Where sessions are kept, if the strategy keeps any.</summary>
    public SpyRecordStore Store { get; }

    public LogCapture Log { get; }

    public JwtPolicy Policy { get; }

    public JwtStrategy Strategy { get; }

    /// <summary>The keys of a strategy, kept in memory where they rotate.</summary>
    public static JwtKeyProvider Keys(AuthStrategiesMetrics metrics, ILogger log)
    {
        KeyDiagnostics diagnostics = new("Jwt", log, metrics);
        return new(new JwtKeyStoreClient("Jwt", new InMemoryJwtKeyStore(), TimeProvider.System, diagnostics), diagnostics);
    }

    /// <summary>Trusts one key of every algorithm; the first signs.</summary>
    public static JwtFixture OfAllAlgorithms(string signing = "HS256") => new(options =>
    {
        options.SigningKeys.Add(ForgeKey.Of(signing).Key);
        foreach (string algorithm in ForgeKey.Algorithms.Where(algorithm => algorithm != signing))
            options.VerificationKeys.Add(ForgeKey.Of(algorithm).Key);
    });

    /// <summary>The answer, which is always there at once.</summary>
    public AuthResult Authenticate(string token)
    {
        Task<AuthResult> call = Strategy.AuthenticateAsync(token).AsTask();
        Assert.That(call.IsCompletedSuccessfully, Is.True);
        return call.Result;
    }

    /// <summary>Why a token is refused; null when it is not.</summary>
    public AuthFailureReason? Reason(string token)
    {
        AuthResult result = Authenticate(token);
        Assert.That(result.IsApplicable, Is.True);
        return result.Failure?.Reason;
    }
}
