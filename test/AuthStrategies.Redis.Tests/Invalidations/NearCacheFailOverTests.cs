using System.Security.Claims;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Tests.Invalidations;

/// <summary>The messages about ended sessions move to the new primary with the calls. Cache entries outlive the test, so only a message explains a refusal.</summary>
[TestFixture]
[Property("Requirement", "V-04")]
[Property("Requirement", "M-16")]
public sealed class NearCacheFailOverTests
{
    private const int PrimaryChanged = 219;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Revoke_AfterAFailOver_IsHeardByTheOtherNode(bool isKilled)
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using RedisProcess replica = await RedisServers.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await Until.TrueAsync(() => replica.SayAsync("INFO replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal));
        string line = Document.List(primary.EndPoint, replica.EndPoint);
        await using var fixture = new StoreFixture(line);
        await using ServiceProvider here = Node(fixture, line);
        await using ServiceProvider there = Node(fixture, line);
        _ = await AcceptedByCacheAsync(here, there);

        if (isKilled)
            await primary.KillAsync();
        await replica.SayAsync("REPLICAOF NO ONE");
        if (!isKilled)
            await primary.SayAsync($"REPLICAOF 127.0.0.1 {replica.Port}");
        await Until.TrueAsync(() => fixture.Log.Count(PrimaryChanged) >= 2);

        IAuthStrategy strategy = there.GetRequiredService<IAuthStrategy>();
        for (int i = 0; i < 5; i++)
        {
            IssuedCredential issued = await AcceptedByCacheAsync(here, there);
            await here.GetRequiredService<IAuthStrategy>().RevokeAsync(issued.Value);

            Assert.That((await here.GetRequiredService<IAuthStrategy>().AuthenticateAsync(issued.Value)).Succeeded, Is.False, "at once on the node itself");
            AuthResult refused = await Until.TrueAsync(async () => await strategy.AuthenticateAsync(issued.Value), result => !result.Succeeded);
            Assert.That(refused.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        }
    }

    private static ClaimsPrincipal Alice() => new(new ClaimsIdentity([new Claim("sub", "alice")], "password"));

    /// <summary>A session that both nodes accept from their caches.</summary>
    private static async Task<IssuedCredential> AcceptedByCacheAsync(ServiceProvider here, ServiceProvider there)
    {
        IssuedCredential? issued = null;
        await Until.TrueAsync(async () => (issued ??= await TryAsync(async () => await here.GetRequiredService<IAuthStrategy>().IssueAsync(Alice()))) is not null, isIssued => isIssued);
        foreach (ServiceProvider node in new[] { here, there })
            await Until.TrueAsync(() => IsCachedAsync(node, issued!), cached => cached);
        return issued!;
    }

    private static async Task<bool> IsCachedAsync(ServiceProvider node, IssuedCredential issued)
    {
        string? subject = await TryAsync(async () => (await node.GetRequiredService<IAuthStrategy>().AuthenticateAsync(issued.Value)).Principal?.FindFirst("sub")?.Value);
        return subject is not null && node.GetRequiredService<NearCacheSessionStore>().TryFindCached(issued.SessionId!.Value, out _);
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> call)
        where T : class?
    {
        try
        {
            return await call();
        }
        catch (SessionStoreException)
        {
            // During the fail-over.
            return null;
        }
    }

    private static ServiceProvider Node(StoreFixture fixture, string line)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ILogger<RedisSessionStore>>(new Logger<RedisSessionStore>(fixture.Log));
        services.AddAuthStrategy().AddSession().UseNearCache(options => options.MaxStaleness = TimeSpan.FromMinutes(1)).UseRedis(options =>
        {
            options.Configuration = line;
            options.KeyPrefix = fixture.Prefix;
            // Longer than a pause of the machine, shorter than the wait for what follows the fail-over.
            options.OperationTimeout = TimeSpan.FromSeconds(10);
        });
        return services.BuildServiceProvider();
    }
}
