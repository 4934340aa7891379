using System.Security.Claims;
using System.Text;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests;

/// <summary>Rotating keys in Redis: the contract, over every kind of server, and what stands in the server.</summary>
[TestFixture]
[Property("Requirement", "F-33")]
public sealed class RedisJwtKeyStoreTests
{
    private static IEnumerable<TestCaseData> Cases => new[] { Backend.Garnet, Backend.Redis, Backend.Cluster }
        .SelectMany(backend => JwtKeyStoreConformance.Cases.Where(@case => !@case.Name.Contains("BackendFails", StringComparison.Ordinal)).Select(@case => ToTestCase(backend, @case)));

    [TestCaseSource(nameof(Cases))]
    public async Task Store_Conforms(Backend backend, JwtKeyStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        string endPoints = await Backends.EndPointsAsync(backend);
        string prefix = Backends.NewPrefix();
        await using JwtKeyStoreHarness harness = new(() => Open(endPoints, prefix)) { Rounds = 20 };

        await @case.RunAsync(harness);
    }

    [Test]
    public async Task Any_BackendFails_ThrowsWithTheOriginalInside()
    {
        AuthStrategies.Tests.Servers.RedisProcess own = await RedisServers.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var _ = own;
        await using JwtKeyStoreHarness harness = new(() => Open(own.EndPoint, "keys"))
        {
            BreakAsync = async _ => await own.SayAsync("CONFIG SET min-replicas-to-write 5"),
            RepairAsync = async _ => await own.SayAsync("CONFIG SET min-replicas-to-write 0"),
        };

        await JwtKeyStoreConformance.Cases.Single(each => each.Name == "Any_BackendFails_ThrowsWithTheOriginalInside").RunAsync(harness);
    }

    [Test]
    public async Task Load_NoServer_IsAKeyStoreFailure()
    {
        await using RedisJwtKeyStore store = Open("localhost:1,connectTimeout=200", "keys", TimeSpan.FromMilliseconds(500));

        Assert.That(async () => await store.LoadAsync("Jwt", default), Throws.TypeOf<JwtKeyStoreException>().With.InnerException.Not.Null);
        Assert.That(async () => await store.TrySaveAsync("Jwt", new(1, [1]), default), Throws.TypeOf<JwtKeyStoreException>().With.InnerException.Not.Null);
    }

    [TestCase("half")]
    [TestCase("\u0002\0\0\0\0\0\0\0\u0001content")]
    [TestCase("\u0001\0\0\0\0\0\0\0\0content")]
    [TestCase("\u0001\0\0\0\0\0\0\0\u0001")]
    public async Task Load_DamagedValue_IsAFailureAndLeftAsItIs(string value)
    {
        string prefix = Backends.NewPrefix();
        await using RedisJwtKeyStore store = Open(await Backends.EndPointsAsync(Backend.Redis), prefix);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(Backend.Redis);
        Assert.That(await store.TrySaveAsync("Jwt", new(1, [1]), default), Is.True);
        RedisKey key = await KeyAsync(look, prefix);
        byte[] bytes = Encoding.Latin1.GetBytes(value);
        await look.GetDatabase().StringSetAsync(key, bytes);

        Assert.That(async () => await store.LoadAsync("Jwt", default), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("not changed"));
        Assert.That(await store.TrySaveAsync("Jwt", new(1, [2]), default), Is.False);
        Assert.That((byte[]?)await look.GetDatabase().StringGetAsync(key), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Document_InTheServer_NeverExpires()
    {
        string prefix = Backends.NewPrefix();
        await using RedisJwtKeyStore store = Open(await Backends.EndPointsAsync(Backend.Redis), prefix);
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(Backend.Redis);
        for (int version = 1; version <= 2; version++)
        {
            await store.TrySaveAsync("Jwt", new(version, [1]), default);
            RedisKey key = await KeyAsync(look, prefix);

            Assert.That(await look.GetDatabase().KeyTimeToLiveAsync(key), Is.Null);
        }
    }

    /// <summary>Registered as the docs say; then the whole content of the server is searched.</summary>
    [TestCase("HS256")]
    [TestCase("ES256")]
    [TestCase("RS256")]
    [Property("Requirement", "M-05")]
    public async Task Dump_OfTheServer_ShowsNoPrivateKey(string algorithm)
    {
        string prefix = Backends.NewPrefix();
        string endPoints = await Backends.EndPointsAsync(Backend.Redis);
        ServiceCollection services = new();
        services.AddLogging();
        services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://issuer.example";
                o.Audience = "web";
                o.RefreshTokens.Enabled = true;
                o.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1));
                o.KeyRotation!.Algorithm = algorithm;
            })
            .UseRedis(o =>
            {
                o.Configuration = endPoints;
                o.KeyPrefix = prefix;
                o.OperationTimeout = TimeLimits.Generous;
            })
            .UseRedisJwtKeyStore()
            .ProtectJwtKeysWithKeyEncryptionKeys(o => o.KeyEncryptionKeys.Add(Convert.ToBase64String(new byte[32])));
        IJwtKeyProtector? inner = null;
        RecordingProtector recording = new(() => inner!);
        ServiceDescriptor registered = services.Last(service => service.ServiceType == typeof(IJwtKeyProtector));
        services.AddSingleton<IJwtKeyProtector>(recording);
        await using ServiceProvider provider = services.BuildServiceProvider();
        inner = (IJwtKeyProtector)registered.ImplementationFactory!(provider);
        await provider.GetRequiredService<IAuthStrategy>().IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "password")));
        await provider.GetRequiredService<IJwtKeyRotation>().RotateNowAsync();
        await using ConnectionMultiplexer look = await Backends.ConnectAsync(Backend.Redis);

        int keys = 0;
        await foreach (RedisKey key in look.GetServers()[0].KeysAsync(pattern: prefix + ":*"))
        {
            if (await look.GetDatabase().KeyTypeAsync(key) != RedisType.String)
                continue;

            keys++;
            byte[] dump = (byte[])(await look.GetDatabase().StringGetAsync(key))!;
            Assert.That(recording.Keys.SelectMany(secret => PrivateKeyScan.Find(dump, secret)), Is.Empty);
        }

        Assert.That(recording.Keys, Has.Count.EqualTo(2));
        Assert.That(keys, Is.AtLeast(5), "the keys, their revision, one session, and the generation it belongs to");
    }

    private static async Task<RedisKey> KeyAsync(ConnectionMultiplexer look, string prefix)
    {
        List<RedisKey> keys = [];
        await foreach (RedisKey key in look.GetServers()[0].KeysAsync(pattern: prefix + ":k:*"))
            keys.Add(key);
        return keys.Single();
    }

    private static RedisJwtKeyStore Open(string configuration, string prefix, TimeSpan? timeout = null) => new(
        Options.Create(new RedisStoreOptions { Configuration = configuration, KeyPrefix = prefix, OperationTimeout = timeout ?? TimeLimits.Generous }),
        TimeProvider.System);

    private static TestCaseData ToTestCase(Backend backend, JwtKeyStoreCase @case)
    {
        var data = new TestCaseData(backend, @case) { TestName = $"{@case.Name}({backend})" };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }

    private sealed class RecordingProtector(Func<IJwtKeyProtector> inner) : IJwtKeyProtector
    {
        public HashSet<string> Keys { get; } = [];

        public ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken)
        {
            Keys.Add(Encoding.ASCII.GetString(privateKey.Span));
            return inner().ProtectAsync(keyId, privateKey, cancellationToken);
        }

        public ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken) =>
            inner().UnprotectAsync(keyId, protectedKey, cancellationToken);
    }
}
