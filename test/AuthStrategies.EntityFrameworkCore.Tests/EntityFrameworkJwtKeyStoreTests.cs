using System.Security.Claims;
using System.Text;
using AuthStrategies.EntityFrameworkCore.Tests.Apps;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;
using AuthStrategies.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>Rotating keys in a database: the contract, over each database, and what stands in the table.</summary>
[TestFixture]
[Property("Requirement", "F-33")]
public sealed class EntityFrameworkJwtKeyStoreTests
{
    private static IEnumerable<TestCaseData> Cases => new[] { Backend.Sqlite, Backend.Postgres }.SelectMany(backend => JwtKeyStoreConformance.Cases.Select(@case => ToTestCase(backend, @case)));

    [TestCaseSource(nameof(Cases))]
    public async Task Store_Conforms(Backend backend, JwtKeyStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await using TestDatabase database = await WithKeysAsync(backend);
        await using ServiceProvider provider = Provider(database);
        await using JwtKeyStoreHarness harness = new(() => Open(provider))
        {
            Rounds = 20,
            BreakAsync = async _ => await database.SayAsync("""ALTER TABLE "AuthStrategyJwtKeys" RENAME TO "Elsewhere" """),
            RepairAsync = async _ => await database.SayAsync("""ALTER TABLE "Elsewhere" RENAME TO "AuthStrategyJwtKeys" """),
        };

        await @case.RunAsync(harness);
    }

    [Test]
    public async Task Load_DamagedRow_IsAFailureAndLeftAsItIs()
    {
        await using TestDatabase database = await WithKeysAsync(Backend.Sqlite);
        await using ServiceProvider provider = Provider(database);
        using EntityFrameworkJwtKeyStore<AuthStrategyJwtKeysContext> store = Open(provider);
        await store.TrySaveAsync("Jwt", new(1, [1, 2, 3]), default);
        await database.SayAsync("""UPDATE "AuthStrategyJwtKeys" SET "Content" = x''""");

        Assert.That(async () => await store.LoadAsync("Jwt", default), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("not changed"));
        Assert.That(await database.CountAsync("""SELECT count(*) FROM "AuthStrategyJwtKeys" WHERE length("Content") = 0"""), Is.EqualTo(1));
    }

    [Test]
    public void UseEntityFrameworkJwtKeyStore_ContextNotReady_IsReportedAtStart()
    {
        ServiceCollection missing = new();
        missing.AddAuthStrategy().AddSession().UseEntityFrameworkJwtKeyStore<ShopContext>();
        ServiceCollection without = new();
        without.AddDbContextFactory<AuthStrategySessionsContext>(options => options.UseSqlite("Data Source=:memory:"));
        without.AddAuthStrategy().AddSession().UseEntityFrameworkJwtKeyStore<AuthStrategySessionsContext>();

        Assert.That(async () => await IssueAsync(missing), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("AddDbContextFactory<ShopContext>"));
        Assert.That(async () => await IssueAsync(without), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("AddAuthStrategyJwtKeys"));
    }

    /// <summary>Registered as the docs say; then the whole file is searched.</summary>
    [TestCase("HS256")]
    [TestCase("ES256")]
    [TestCase("RS256")]
    [Property("Requirement", "M-05")]
    public async Task Dump_OfTheDatabase_ShowsNoPrivateKey(string algorithm)
    {
        await using TestDatabase database = await WithKeysAsync(Backend.Sqlite);
        ServiceCollection services = new();
        services.AddAuthStrategy()
            .AddJwt(o =>
            {
                o.Issuer = "https://issuer.example";
                o.Audience = "web";
                o.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1));
                o.KeyRotation!.Algorithm = algorithm;
            })
            .UseEntityFrameworkJwtKeyStore(database.Use)
            .ProtectJwtKeysWithKeyEncryptionKeys(o => o.KeyEncryptionKeys.Add(Convert.ToBase64String(new byte[32])));
        ServiceDescriptor registered = services.Last(service => service.ServiceType == typeof(IJwtKeyProtector));
        RecordingProtector recording = new();
        services.AddSingleton<IJwtKeyProtector>(recording);
        await using ServiceProvider provider = services.BuildServiceProvider();
        recording.Inner = (IJwtKeyProtector)registered.ImplementationFactory!(provider);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        IssuedCredential issued = await strategy.IssueAsync(Alice);
        await provider.GetRequiredService<IJwtKeyRotation>().RotateNowAsync();
        Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);

        string path = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        Assert.That(recording.Keys, Has.Count.EqualTo(2));
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] dump = new byte[stream.Length];
            await stream.ReadExactlyAsync(dump);
            Assert.That(recording.Keys.SelectMany(secret => PrivateKeyScan.Find(dump, secret)), Is.Empty, Path.GetFileName(file));
        }
    }

    [TestCase(Backend.Sqlite, false)]
    [TestCase(Backend.Sqlite, true)]
    [TestCase(Backend.Postgres, false)]
    [TestCase(Backend.Postgres, true)]
    public async Task Move_UnprotectedKeys_LogsNoUserOut(Backend backend, bool isInPlace)
    {
        await using TestDatabase database = await WithKeysAsync(backend);
        await using ServiceProvider provider = Provider(database);

        await (isInPlace ? KeyMoveScenario.ProtectInPlaceAsync(Use, DumpAsync) : KeyMoveScenario.MoveFromFileAsync(Use, DumpAsync));

        void Use(IAuthStrategyBuilder builder) => builder.UseEntityFrameworkJwtKeyStore(database.Use);

        async Task<byte[]> DumpAsync()
        {
            using EntityFrameworkJwtKeyStore<AuthStrategyJwtKeysContext> store = Open(provider);
            return (await store.LoadAsync("Jwt", default))!.Content.ToArray();
        }
    }

    private static ClaimsPrincipal Alice => new(new ClaimsIdentity([new("sub", "alice")], "password"));

    private static async Task IssueAsync(ServiceCollection services)
    {
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IAuthStrategy>().IssueAsync(Alice);
    }

    private static async Task<TestDatabase> WithKeysAsync(Backend backend)
    {
        TestDatabase database = await TestDatabase.OverAsync(backend);
        DbContextOptionsBuilder<AuthStrategyJwtKeysContext> options = new();
        database.Use(options);
        await using AuthStrategyJwtKeysContext context = new(options.Options);
        // EnsureCreated makes no table beside those of another context.
        await database.SayAsync(context.Database.GenerateCreateScript());
        return database;
    }

    private static ServiceProvider Provider(TestDatabase database)
    {
        ServiceCollection services = new();
        services.AddDbContextFactory<AuthStrategyJwtKeysContext>(database.Use);
        return services.BuildServiceProvider(validateScopes: true);
    }

    private static EntityFrameworkJwtKeyStore<AuthStrategyJwtKeysContext> Open(ServiceProvider provider) =>
        new(provider.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System);

    private static TestCaseData ToTestCase(Backend backend, JwtKeyStoreCase @case)
    {
        var data = new TestCaseData(backend, @case) { TestName = $"{@case.Name}({backend})" };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }

    private sealed class RecordingProtector : IJwtKeyProtector
    {
        public HashSet<string> Keys { get; } = [];

        public IJwtKeyProtector? Inner { get; set; }

        public ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken)
        {
            Keys.Add(Encoding.ASCII.GetString(privateKey.Span));
            return Inner!.ProtectAsync(keyId, privateKey, cancellationToken);
        }

        public ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken) =>
            Inner!.UnprotectAsync(keyId, protectedKey, cancellationToken);
    }
}
