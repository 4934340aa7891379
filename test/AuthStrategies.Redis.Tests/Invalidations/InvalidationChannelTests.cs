using System.Security.Claims;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Tests.Invalidations;

/// <summary>Session strategies on two nodes with near caches over one Redis. Cache entries outlive every test, so that only a message explains what is seen.</summary>
[TestFixture(Backend.Garnet)]
[TestFixture(Backend.Redis)]
[TestFixture(Backend.Cluster)]
public sealed class InvalidationChannelTests(Backend backend)
{
    private static readonly TimeSpan MaxStaleness = TimeSpan.FromMinutes(1);

    [TestCase(true)]
    [TestCase(false)]
    [Property("Requirement", "V-04")]
    [Property("Requirement", "F-21")]
    public async Task Revoke_OnOneNode_IsHeardByTheOther(bool all)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        string endPoints = await Backends.EndPointsAsync(backend);
        await using ServiceProvider here = Node(fixture, endPoints);
        await using ServiceProvider there = Node(fixture, endPoints);
        IAuthStrategy strategy = there.GetRequiredService<IAuthStrategy>();
        for (int i = 0; i < 10; i++)
        {
            IssuedCredential issued = await AcceptedByCopyAsync(here, there);

            if (all)
                await here.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
            else
                await here.GetRequiredService<IAuthStrategy>().RevokeAsync(issued.Value);

            Assert.That((await here.GetRequiredService<IAuthStrategy>().AuthenticateAsync(issued.Value)).Succeeded, Is.False, "at once on the node itself");
            AuthResult refused = await Until.TrueAsync(async () => await strategy.AuthenticateAsync(issued.Value), result => !result.Succeeded);
            Assert.That(refused.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        }
    }

    [Test]
    [Property("Requirement", "F-10")]
    public async Task Refresh_OnOneNodeAgainAndAgain_IsNeverTheftOnTheOther()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        string endPoints = await Backends.EndPointsAsync(backend);
        await using ServiceProvider here = Node(fixture, endPoints);
        await using ServiceProvider there = Node(fixture, endPoints);
        IssuedCredential current = await AcceptedByCopyAsync(here, there);
        for (int i = 0; i < 30; i++)
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(5));
            IAuthStrategy rotating = (i % 2 == 0 ? here : there).GetRequiredService<IAuthStrategy>();
            IAuthStrategy other = (i % 2 == 0 ? there : here).GetRequiredService<IAuthStrategy>();
            await other.AuthenticateAsync(current.Value);

            RefreshResult refreshed = await rotating.RefreshAsync(current.Value);

            Assert.That(refreshed.Succeeded, Is.True);
            Assert.That(refreshed.Credential!.Value, Is.Not.EqualTo(current.Value));
            current = refreshed.Credential;
            // Word of it may still be on its way.
            Assert.That((await other.AuthenticateAsync(current.Value)).Succeeded, Is.True);
        }
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Subscription_CutAgainAndAgain_IsBypassedAndComesBack()
    {
        await using RedisProcess redis = await OwnAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        await using ServiceProvider here = Node(fixture, redis.EndPoint, TimeProvider.System);
        await using ServiceProvider there = Node(fixture, redis.EndPoint, TimeProvider.System);
        IAuthStrategy strategy = there.GetRequiredService<IAuthStrategy>();
        for (int i = 1; i <= 3; i++)
        {
            IssuedCredential issued = await AcceptedByCopyAsync(here, there);
            await redis.SayAsync("CLIENT KILL TYPE pubsub");
            int cuts = 2 * i;
            await Until.TrueAsync(() => fixture.Log.Ids.Count(id => id == 224) >= cuts);

            await here.GetRequiredService<IAuthStrategy>().RevokeAsync(issued.Value);

            Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.False, "what was copied before the cut is not believed after it");
        }

        Assert.That((await AcceptedByCopyAsync(here, there)).Value, Is.Not.Empty, "back by itself");
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Subscription_Refused_IsBypassedUntilItIsAllowed()
    {
        await using RedisProcess redis = await OwnAsync();
        await using var fixture = new StoreFixture(redis.EndPoint);
        await using ServiceProvider here = Node(fixture, redis.EndPoint, TimeProvider.System);
        await using ServiceProvider there = Node(fixture, redis.EndPoint, TimeProvider.System);
        await AcceptedByCopyAsync(here, there);
        await redis.SayAsync("ACL SETUSER default resetchannels");
        await Until.TrueAsync(() => fixture.Log.Ids.Count(id => id == 224) >= 2);
        IAuthStrategy strategy = there.GetRequiredService<IAuthStrategy>();

        IssuedCredential issued = await here.GetRequiredService<IAuthStrategy>().IssueAsync(Alice());
        AuthResult accepted = await strategy.AuthenticateAsync(issued.Value);
        await here.GetRequiredService<IAuthStrategy>().RevokeAsync(issued.Value);
        AuthResult refused = await strategy.AuthenticateAsync(issued.Value);
        await redis.SayAsync("ACL SETUSER default allchannels");

        Assert.That(accepted.Succeeded, Is.True);
        Assert.That(refused.Succeeded, Is.False);
        Assert.That((await AcceptedByCopyAsync(here, there)).Value, Is.Not.Empty, "back by itself");
    }

    private static ClaimsPrincipal Alice() => new(new ClaimsIdentity([new Claim("sub", "alice"), new Claim("role", "admin")], "password"));

    /// <summary>A session that the other node accepts from its cache.</summary>
    private static async Task<IssuedCredential> AcceptedByCopyAsync(ServiceProvider here, ServiceProvider there)
    {
        IssuedCredential issued = await here.GetRequiredService<IAuthStrategy>().IssueAsync(Alice());
        foreach (ServiceProvider node in new[] { here, there })
            await Until.TrueAsync(() => CopiedAsync(node, issued), copied => copied);
        return issued;
    }

    private static async Task<bool> CopiedAsync(ServiceProvider node, IssuedCredential issued)
    {
        try
        {
            Assert.That((await node.GetRequiredService<IAuthStrategy>().AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        }
        catch (SessionStoreException)
        {
            // A cut may strike the one connection that carries everything.
            return false;
        }

        return node.GetRequiredService<NearCacheSessionStore>().TryFindCached(issued.SessionId!.Value, out _);
    }

    private static ServiceProvider Node(StoreFixture fixture, string endPoints, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? fixture.Time);
        services.AddSingleton<ILogger<RedisSessionStore>>(new Logger<RedisSessionStore>(fixture.Log));
        services.AddAuthStrategy().AddSession().UseNearCache(options => options.MaxStaleness = MaxStaleness).UseRedis(options =>
        {
            options.Configuration = endPoints;
            options.KeyPrefix = fixture.Prefix;
            options.OperationTimeout = TimeLimits.Generous;
        });
        return services.BuildServiceProvider();
    }

    // A test that ill-treats its server has a separate one: a redis-server with every fixture.
    private static Task<RedisProcess> OwnAsync() => RedisServers.StartAsync();
}
