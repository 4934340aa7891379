using System.Security.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Strategies.Doubles;

/// <summary>One store, one clock, and applications over it, registered as users register them. Both strategies keep the same times.</summary>
internal sealed class SessionScenario : IDisposable
{
    public const string Issuer = TokenForge.Issuer;
    public const string Audience = TokenForge.Audience;
    public const string Session = "Session";
    public const string Jwt = "Jwt";

    public static readonly DateTimeOffset Start = TokenForge.Now;
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    public static readonly TimeSpan Absolute = TimeSpan.FromHours(24);
    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly List<ServiceProvider> _containers = [];

    public FakeTimeProvider Time { get; } = new(Start);

    public SpyRecordStore Store { get; } = new();

    public LogCapture Log { get; } = new();

    public AuthStrategiesMetrics Metrics { get; } = new(factory: null);

    public DateTimeOffset Now => Time.GetUtcNow();

    public static ClaimsPrincipal Principal(string subject = "alice", params Claim[] claims) => SessionFixture.Principal(subject, claims);

    /// <summary>What the client keeps to go on with: the refresh token where there is one.</summary>
    public static string Lasting(IssuedCredential credential) => credential.RefreshToken ?? credential.Value;

    public static void Configure(JwtStrategyOptions options)
    {
        options.Issuer = Issuer;
        options.Audience = Audience;
        options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
        options.RefreshTokens.Enabled = true;
        options.RefreshTokens.IdleTimeout = Idle;
        options.RefreshTokens.AbsoluteTimeout = Absolute;
    }

    /// <summary>Takes the refresh tokens of <see cref="Configure"/> back, with their times: set without refresh tokens, these are an error.</summary>
    public static void MakeStateless(JwtStrategyOptions options)
    {
        JwtRefreshTokenOptions defaults = new();
        options.RefreshTokens.Enabled = false;
        (options.RefreshTokens.IdleTimeout, options.RefreshTokens.AbsoluteTimeout) = (defaults.IdleTimeout, defaults.AbsoluteTimeout);
    }

    /// <summary>An application with one JWT strategy, which has refresh tokens unless it is told otherwise.</summary>
    public Application Api(Action<JwtStrategyOptions>? configure = null, TimeProvider? time = null) => Application(
        auth => auth.AddJwt(options =>
        {
            Configure(options);
            configure?.Invoke(options);
        }),
        time);

    public Application Application(Action<IAuthStrategyBuilder> strategies, TimeProvider? time = null, Action<IServiceCollection>? more = null)
    {
        ServiceCollection services = new();
        services.AddSingleton(time ?? Time);
        services.AddSingleton<ISessionStore>(Store);
        services.AddSingleton(Metrics);
        services.AddSingleton<ILoggerFactory>(Log);
        more?.Invoke(services);
        strategies(services.AddAuthStrategy());
        ServiceProvider container = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        _containers.Add(container);
        return new(container);
    }

    /// <summary>An application with one strategy of the kind under test, which is named for its kind.</summary>
    public Application Of(string kind, TimeSpan? window = null, TimeProvider? time = null, Action<IServiceCollection>? more = null, int limit = 100) => Application(
        auth =>
        {
            if (kind == Session)
                auth.AddSession(options => (options.ReuseWindow, options.MaxSessionsPerSubject) = (window ?? Window, limit));
            else
                auth.AddJwt(options =>
                {
                    Configure(options);
                    (options.RefreshTokens.ReuseWindow, options.RefreshTokens.MaxSessionsPerSubject) = (window ?? Window, limit);
                });
        },
        time,
        more: more);

    public SessionPayload PayloadOf(string token) => SessionFixture.PayloadOf(Store.Peek(SessionFixture.IdOf(token))!);

    public void Dispose() => _containers.ForEach(container => container.Dispose());

    /// <summary>A hook that runs once, before the first call of an operation.</summary>
    public void BeforeFirst(string operation, Func<Task> act)
    {
        int calls = 0;
        Store.Before = (called, _) => called == operation && Interlocked.Increment(ref calls) == 1 ? act() : Task.CompletedTask;
    }
}
