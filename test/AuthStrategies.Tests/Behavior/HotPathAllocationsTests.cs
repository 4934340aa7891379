using System.Diagnostics;
using System.Reflection;
using System.Security.Claims;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Behavior;

/// <summary>
/// What one call of the hot paths allocates, in bytes, through the public interface and over the store in memory. Allocations are exact, so they can be
/// enforced; times may not. A commit that changes a figure says why.
/// </summary>
[TestFixture]
[NonParallelizable]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HotPathAllocationsTests : IDisposable
{
    private static readonly ClaimsPrincipal User = SessionFixture.Principal(
        "5f0c6a7e",
        new("name", "Alice Example"), new("email", "alice@example.com"), new("role", "reader"), new("role", "writer"), new("role", "editor"), new("tenant", "contoso"), new("scope", "api"), new("locale", "en"));

    private static readonly bool IsOptimized = typeof(JwtKey).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    private readonly FakeTimeProvider _time = new(SessionFixture.Start);
    private readonly List<ServiceProvider> _containers = [];

    public void Dispose() => _containers.ForEach(container => container.Dispose());

    // A credential that was seen before costs the principal and the answer, with any number of claims.
    [TestCase("Session", 10_000, 264)]
    [TestCase("Session", 0, 1256)]
    [TestCase("JWT", 10_000, 264)]
    [TestCase("JWT", 0, 1088)]
    [TestCase("JWT, RequireLiveSession", 10_000, 288)]
    [TestCase("JWT, RequireLiveSession", 0, 2216)]
    public void Authenticate_GoodCredential_AllocatesExactly(string kind, int cacheSize, long expected)
    {
        IAuthStrategy strategy = Strategy(kind, cacheSize);
        string token = Issue(strategy);

        Expect(expected, () => IsAccepted(strategy.AuthenticateAsync(token)));
    }

    [TestCase("Session", 10_000, 1416)]
    [TestCase("JWT", 10_000, 1416)]
    [TestCase("JWT", 0, 2240)]
    public void Authenticate_EveryClaimRead_AllocatesExactly(string kind, int cacheSize, long expected)
    {
        IAuthStrategy strategy = Strategy(kind, cacheSize);
        string token = Issue(strategy);

        Expect(expected, () => Answer(strategy.AuthenticateAsync(token)).Principal!.Claims.Count() == 9);
    }

    [TestCase("Session", "garbage", 0)]
    [TestCase("Session", "of another secret", 248)]
    [TestCase("Session", "ended", 0)]
    [TestCase("Session", "expired since it was seen", 280)]
    [TestCase("JWT", "garbage", 0)]
    [TestCase("JWT", "of another secret", 0)]
    [TestCase("JWT", "expired", 728)]
    [TestCase("JWT", "expired since it was seen", 728)]
    [TestCase("JWT, RequireLiveSession", "ended", 1024)]
    [Property("Requirement", "T-14")]
    public void Authenticate_BadCredential_AllocatesExactly(string kind, string fault, long expected)
    {
        IAuthStrategy strategy = Strategy(kind);
        string token = Bad(strategy, fault);

        Expect(expected, () => !Answer(strategy.AuthenticateAsync(token)).Succeeded);
    }

    [TestCase("Session", 8976)]
    [TestCase("JWT", 1128)]
    [TestCase("JWT, RequireLiveSession", 10656)]
    public void Issue_NineClaims_AllocatesExactly(string kind, long expected)
    {
        IAuthStrategy strategy = Strategy(kind);
        string last = string.Empty;

        // Each login ends again, outside of what is measured, so that the store and its indexes do not grow.
        Expect(expected, () => (last = Issue(strategy)).Length > 0, () => Answer(strategy.RevokeAsync(last)));
    }

    private static string Issue(IAuthStrategy strategy) => Answer(strategy.IssueAsync(User)).Value;

    private static bool IsAccepted(ValueTask<AuthResult> call) => Answer(call).Succeeded;

    private static T Answer<T>(ValueTask<T> call) => call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("It was to be there at once.");

    // A build with optimizations needs no objects for the states of its asynchronous methods.
    private static void Expect(long expected, Func<bool> act, Action? after = null)
    {
        long allocated = Measure(act, after);

        TestContext.Out.WriteLine($"{allocated} B");
        Assert.That(allocated, IsOptimized ? Is.AtMost(expected) : Is.EqualTo(expected));
    }

    // The smallest of many calls: a table that grows, or the compiler, may add to one of them.
    private static long Measure(Func<bool> act, Action? after)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 300; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isAsExpected = act();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (!isAsExpected)
                throw new InvalidOperationException("The call did not end as it was to.");
            after?.Invoke();
            least = Math.Min(least, allocated);
        }

        return least;
    }

    private string Bad(IAuthStrategy strategy, string fault)
    {
        string token = Issue(strategy);
        switch (fault)
        {
            case "garbage":
                return "not a credential";
            case "of another secret" when token.Contains('.', StringComparison.Ordinal):
                string other = Issue(strategy);
                return token[..token.LastIndexOf('.')] + other[other.LastIndexOf('.')..];
            case "of another secret":
                return SessionFixture.WithOtherSecret(token);
            case "ended":
                Answer(strategy.AuthenticateAsync(token));
                Answer(strategy.RevokeAsync(token));
                return token;
            case "expired":
                _time.Advance(TimeSpan.FromDays(40));
                return token;
            default:
                Answer(strategy.AuthenticateAsync(token));
                _time.Advance(TimeSpan.FromDays(40));
                return token;
        }
    }

    private IAuthStrategy Strategy(string kind, int cacheSize = 10_000)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_time);
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        _ = kind == "Session" ? builder.AddSession(options => options.CredentialCacheSize = cacheSize) : builder.AddJwt(options =>
        {
            (options.Issuer, options.Audience, options.CredentialCacheSize) = (TokenForge.Issuer, TokenForge.Audience, cacheSize);
            options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
            options.RefreshTokens.Enabled = options.RequireLiveSession = kind != "JWT";
        });
        ServiceProvider container = services.BuildServiceProvider();
        _containers.Add(container);
        return container.GetRequiredService<IAuthStrategy>();
    }
}
