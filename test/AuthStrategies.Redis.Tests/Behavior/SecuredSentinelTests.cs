using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>TLS and a password for servers and Sentinels: those of the connection string are for both, as docs/redis.md says.</summary>
[TestFixture]
[Property("Requirement", "M-16")]
public sealed class SecuredSentinelTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Calls_PrimaryKilled_GoToTheNewOne(bool isPasswordRight)
    {
        using ServerSecurity security = new();
        int primaryPort = Ports.Next();
        int replicaPort = Ports.Next();
        await using RedisProcess primary = await RedisServers.StartAsync(Settings(security, primaryPort));
        await using RedisProcess replica = await RedisServers.StartAsync([.. Settings(security, replicaPort), "--replicaof", "127.0.0.1", $"{primaryPort}"]);
        await Until.TrueAsync(() => RedisCommand.SendAsync(replica.Port, "INFO replication", security.Password), info => info.Contains("master_link_status:up", StringComparison.Ordinal));
        SentinelProcess[] sentinels = await SentinelProcess.StartAsync(3, primaryPort, 1, security: security);
        string line = Document.Sentinels([.. sentinels.Select(sentinel => sentinel.EndPoint)]) + $",ssl=true,password={(isPasswordRight ? security.Password : "wrong")}";
        await using var fixture = new StoreFixture(line);
        RedisSessionStore store = fixture.Node(
            options =>
            {
                options.OperationTimeout = TimeSpan.FromSeconds(2);
                options.ConfigurationOptions = ConfigurationOptions.Parse(line);
                // The certificate of the test is in no trust store.
                options.ConfigurationOptions.CertificateValidation += (_, certificate, _, _) => certificate?.GetCertHashString() == security.Thumbprint;
                options.Configuration = null;
            },
            TimeProvider.System);

        if (isPasswordRight)
            await GoesOnAsync(store, fixture, primary, replica, sentinels, replicaPort, security);
        else
            await Assert.ThatAsync(async () => await store.FindAsync(fixture.New().Id, default), Throws.TypeOf<SessionStoreException>());

        foreach (SentinelProcess sentinel in sentinels)
            await sentinel.DisposeAsync();
    }

    /// <summary>The Sentinels answer, so that it is the primary itself that says why, also while the client library tries again and again to connect.</summary>
    [Test]
    [Property("Requirement", "F-42")]
    public async Task Find_PrimaryRefusesTheUser_IsAccessDenied()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using SentinelProcess sentinel = (await SentinelProcess.StartAsync(1, primary.Port, 0))[0];
        // The connection of the Sentinel stays logged in.
        await primary.SayAsync("ACL SETUSER default off");
        await using var fixture = new StoreFixture($"{sentinel.EndPoint},serviceName=sessions,connectRetry=1000");
        RedisSessionStore store = fixture.Node(options => options.OperationTimeout = TimeSpan.FromMilliseconds(500), TimeProvider.System);

        await Until.TrueAsync(() => StoreFixture.TryAsync(() => store.FindAsync(fixture.New().Id, default)), _ => fixture.Log.Ids.Contains(206));
    }

    /// <summary>Password and TLS of the connection string count for the Sentinels too. One that refuses them is not silent.</summary>
    [TestCase(true, true, ",ssl=true,password=wrong", 206)]
    [TestCase(true, false, ",password=wrong", 216)]
    [TestCase(true, false, ",ssl=true,password=correct-horse", 216)]
    [TestCase(false, false, ",ssl=true", 216)]
    [Property("Requirement", "F-42")]
    public async Task Find_SentinelRefuses_SaysWhy(bool isSecured, bool isTrusted, string more, int eventId)
    {
        using ServerSecurity security = new();
        int port = Ports.Next();
        await using RedisProcess primary = await RedisServers.StartAsync(isSecured ? Settings(security, port) : []);
        await using SentinelProcess sentinel = (await SentinelProcess.StartAsync(1, isSecured ? port : primary.Port, 0, security: isSecured ? security : null))[0];
        string line = $"{sentinel.EndPoint},serviceName=sessions,connectRetry=1000{more}";
        await using var fixture = new StoreFixture(line);
        RedisSessionStore store = fixture.Node(
            options =>
            {
                options.OperationTimeout = TimeSpan.FromMilliseconds(500);
                options.Configuration = null;
                options.ConfigurationOptions = ConfigurationOptions.Parse(line);
                if (isTrusted)
                    options.ConfigurationOptions.CertificateValidation += (_, certificate, _, _) => certificate?.GetCertHashString() == security.Thumbprint;
            },
            TimeProvider.System);

        await Until.TrueAsync(() => StoreFixture.TryAsync(() => store.FindAsync(fixture.New().Id, default)), _ => fixture.Log.Ids.Contains(eventId));
    }

    /// <summary>A reason of the start is over when the primary is connected.</summary>
    [Test]
    [Property("Requirement", "F-42")]
    public async Task Find_SentinelsSilentAfterAPrimaryThatRefused_IsNoPrimaryKnown()
    {
        await using RedisProcess primary = await RedisServers.StartAsync();
        await using SentinelProcess sentinel = (await SentinelProcess.StartAsync(1, primary.Port, 0))[0];
        await primary.SayAsync("ACL SETUSER app on >pass ~* &* +@all");
        await primary.SayAsync("ACL SETUSER default off");
        await using var fixture = new StoreFixture($"{sentinel.EndPoint},serviceName=sessions,connectRetry=1000");
        RedisSessionStore store = fixture.Node(options => options.OperationTimeout = TimeSpan.FromMilliseconds(500), TimeProvider.System);
        await Until.TrueAsync(() => StoreFixture.TryAsync(() => store.FindAsync(fixture.New().Id, default)), _ => fixture.Log.Ids.Contains(206));
        await RedisCommand.SendAsync(primary.Port, "ACL SETUSER default on", "app pass");
        await Until.TrueAsync(() => StoreFixture.TryAsync(() => store.FindAsync(fixture.New().Id, default)), found => found.IsAnswered);

        await sentinel.KillAsync();

        await Until.TrueAsync(() => StoreFixture.TryAsync(() => store.FindAsync(fixture.New().Id, default)), _ => fixture.Log.Ids.Contains(217));
    }

    private static async Task GoesOnAsync(
        RedisSessionStore store, StoreFixture fixture, RedisProcess primary, RedisProcess replica, SentinelProcess[] sentinels, int replicaPort, ServerSecurity security)
    {
        SessionRecord record = fixture.New();
        await StoreFixture.AnsweredAsync(() => store.TryCreateAsync(record, default));
        await Until.TrueAsync(() => RedisCommand.SendAsync(replica.Port, $"EXISTS {fixture.RecordKey(record.Id)}", security.Password), said => said.StartsWith(":1", StringComparison.Ordinal));
        await primary.KillAsync();
        foreach (SentinelProcess sentinel in sentinels)
            await Until.TrueAsync(() => sentinel.PrimaryAsync(), port => port == replicaPort);

        await Until.TrueAsync(() => StoreFixture.TryAsync(() => store.FindAsync(record.Id, default)), found => found.Answer is not null);

        Assert.That(await StoreFixture.AnsweredAsync(() => store.TryCreateAsync(fixture.New(), default)), Is.True);
    }

    private static string[] Settings(ServerSecurity security, int tlsPort) =>
        [.. security.Settings(tlsPort).SelectMany(setting => new[] { $"--{setting.Key}", setting.Value }), "--masterauth", security.Password];
}
