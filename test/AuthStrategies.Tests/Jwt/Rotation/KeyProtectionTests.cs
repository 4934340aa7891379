using System.Security.Cryptography;
using System.Text;
using AuthStrategies.AspNetCore;
using AuthStrategies.Jwt.KeyStores;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>Private keys in the store: what a dump shows, and what happens when they cannot be read.</summary>
[TestFixture]
[Property("Requirement", "M-05")]
public sealed class KeyProtectionTests
{
    private static readonly string[] Algorithms = ["HS256", "ES256", "ES512", "RS256", "PS256"];
    private static readonly string[] Protectors = ["key-encryption key", "Data Protection"];

    private DirectoryInfo _directory = null!;

    [SetUp]
    public void SetUp() => _directory = Directory.CreateTempSubdirectory("authstrategies-");

    [TearDown]
    public void TearDown() => _directory.Delete(recursive: true);

    [Test]
    public async Task Dump_OfTheFile_ShowsNoPrivateKey([ValueSource(nameof(Algorithms))] string algorithm, [ValueSource(nameof(Protectors))] string protector)
    {
        string path = Path.Combine(_directory.FullName, "keys", "jwt.json");
        RecordingProtector recorded = new(CreateProtector(protector));
        using KeyNode node = new(new FileJwtKeyStore(path), configure: o => o.KeyRotation!.Algorithm = algorithm, build: b => b.ProtectJwtKeys(_ => recorded));
        string token = await node.IssueAsync();
        await node.Rotation.RotateNowAsync();

        byte[] dump = await File.ReadAllBytesAsync(path);

        Assert.That(recorded.Keys, Has.Count.EqualTo(2));
        foreach (string key in recorded.Keys)
        {
            Assert.That(PrivateKeyScan.Find(dump, key), Is.Empty);
            Assert.That(PrivateKeyScan.Find(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(key))), key), Is.Not.Empty, "the scan finds a key");
        }

        using KeyNode next = new(new FileJwtKeyStore(path), build: b => b.ProtectJwtKeys(_ => recorded));
        Assert.That(await next.ReasonAsync(token), Is.Null);
        Assert.That(next.Log.Lines.Concat(node.Log.Lines).SelectMany(line => recorded.Keys.SelectMany(key => PrivateKeyScan.Find(Encoding.UTF8.GetBytes(line), key))), Is.Empty);
    }

    /// <summary>The counter-example: without a protector, the scan finds every key.</summary>
    [TestCaseSource(nameof(Algorithms))]
    public async Task Dump_WithoutProtector_ShowsThem(string algorithm)
    {
        RestorableKeyStore store = new();
        using KeyNode node = new(store, configure: o => o.KeyRotation!.Algorithm = algorithm);
        await node.IssueAsync();
        string content = Encoding.UTF8.GetString(store.Current!.Content.Span);
        string key = System.Text.Json.JsonDocument.Parse(content).RootElement.GetProperty("keys")[0].GetProperty("key").GetString()!;

        Assert.That(PrivateKeyScan.Find(store.Current.Content.ToArray(), key), Is.Not.Empty);
    }

    [TestCaseSource(nameof(Protectors))]
    public async Task LostProtectionKeys_CannotTell_AndNoNewKey(string protector)
    {
        RestorableKeyStore store = new();
        string token;
        using (KeyNode before = Node(store, CreateProtector(protector)))
            token = await before.IssueAsync();
        using KeyNode after = Node(store, CreateProtector(protector));

        await Assert.ThrowsAsync<JwtKeyStoreException>(() => after.ReasonAsync(token));
        await Assert.ThrowsAsync<JwtKeyStoreException>(() => after.IssueAsync());
        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await after.KeySet.GetJwksAsync());
        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await after.Rotation.RotateNowAsync());
        after.Time.Advance(2 * KeyNode.RotationPeriod);
        await Assert.ThrowsAsync<JwtKeyStoreException>(() => after.IssueAsync());

        Assert.That(store.Saved, Has.Count.EqualTo(1));
        Assert.That(after.Log.Lines, Has.Some.StartsWith("[39] Error").And.Contains(KeyNode.KeyIdOf(token)));
        JwtKeyInfo made = await after.Rotation.ReplaceAllKeysAsync();
        Assert.That(KeyNode.KeyIdOf(await after.IssueAsync()), Is.EqualTo(made.KeyId), "the way out is a deliberate call");
    }

    [Test]
    public async Task LostProtectionKeys_RunningProcess_GoesOnWithTheKeysItHas()
    {
        RestorableKeyStore store = new();
        SwitchedProtector protector = new(CreateProtector("key-encryption key"));
        using KeyNode node = Node(store, protector);
        using KeyNode other = Node(store, protector.Inner);
        string token = await node.IssueAsync();
        protector.Failure = new CryptographicException("lost");
        await other.Rotation.RotateNowAsync();
        node.Time.Advance(KeyNode.PollInterval);

        Assert.That(await node.ReasonAsync(token), Is.Null);
        Assert.That(await node.ReasonAsync(await node.IssueAsync()), Is.Null);
        Assert.That(node.Log.Lines, Has.Some.StartsWith("[39] Error"));
        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token)));
    }

    [Test]
    public async Task ProtectorFails_AtFirstUse_NoKeyIsStoredUnprotected()
    {
        RestorableKeyStore store = new();
        using KeyNode node = Node(store, new SwitchedProtector(CreateProtector("key-encryption key")) { Failure = new CryptographicException("down") });

        await Assert.ThrowsAsync<JwtKeyStoreException>(() => node.IssueAsync());

        Assert.That(store.Current, Is.Null);
        Assert.That(node.Log.Lines, Has.Some.StartsWith("[39] Error"));
    }

    [TestCase(0)]
    [TestCase(8193)]
    public async Task Protector_ResultOfAnotherSize_IsAFailure(int size)
    {
        RestorableKeyStore store = new();
        using KeyNode node = Node(store, new FixedProtector(new byte[size]));

        await Assert.ThrowsAsync<JwtKeyStoreException>(() => node.IssueAsync());

        Assert.That(store.Current, Is.Null);
    }

    /// <summary>A writer of the store who cannot protect cannot add a key.</summary>
    [Test]
    public async Task PlainKey_BesideAProtector_IsRefused()
    {
        RestorableKeyStore store = new();
        using (KeyNode forger = new(store))
            await forger.IssueAsync();
        using KeyNode node = Node(store, CreateProtector("key-encryption key"));

        Assert.That(() => node.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("not protected"));
        Assert.That(store.Saved, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task ProtectedKey_WithoutAProtector_SaysSo()
    {
        RestorableKeyStore store = new();
        using (KeyNode writer = Node(store, CreateProtector("key-encryption key")))
            await writer.IssueAsync();
        using KeyNode node = new(store);

        Assert.That(() => node.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("no protector"));
    }

    [Test]
    public async Task MoveJwtKeysFrom_PlainFileToProtectedStore_NoTokenIsRefused()
    {
        FileJwtKeyStore file = new(Path.Combine(_directory.FullName, "keys", "jwt.json"));
        RestorableKeyStore target = new();
        PassingSessionStore sessions = new();
        IJwtKeyProtector protector = CreateProtector("key-encryption key");
        using KeyNode old = Node(file, null, sessions);
        string before = await old.IssueAsync();
        await old.Rotation.RotateNowAsync();
        using KeyNode first = Node(target, protector, sessions, file);
        using KeyNode second = Node(target, protector, sessions, file);

        Assert.That(await first.ReasonAsync(before), Is.Null);
        Assert.That(await second.ReasonAsync(before), Is.Null);
        string after = await second.IssueAsync();

        Assert.That(KeyNode.KeyIdOf(after), Is.EqualTo(KeyNode.KeyIdOf(before)));
        Assert.That(await old.ReasonAsync(after), Is.Null, "nodes that still use the file accept it");
        using KeyNode restarted = Node(file, null, sessions);
        Assert.That(await restarted.ReasonAsync(after), Is.Null, "and may be started again");
        Assert.That(target.Saved, Has.Count.EqualTo(1), "moved once");
        Assert.That(Encoding.UTF8.GetString(target.Current!.Content.Span), Does.Not.Contain("PRIVATE KEY"));
        Assert.That(first.Log.Lines.Concat(second.Log.Lines), Has.Exactly(1).StartsWith("[40]"));
        foreach (KeyNode node in new[] { first, second })
            node.Time.Advance(KeyNode.AnnouncementPeriod + KeyNode.PollInterval);
        Assert.That(KeyNode.KeyIdOf(await first.IssueAsync()), Is.Not.EqualTo(KeyNode.KeyIdOf(before)), "the rotation goes on in the new store");
        Assert.That(await second.ReasonAsync(await first.IssueAsync()), Is.Null);
    }

    [Test]
    public async Task MoveJwtKeysFrom_TargetHasKeys_IsNotAsked()
    {
        RestorableKeyStore target = new();
        using (KeyNode writer = new(target))
            await writer.IssueAsync();
        FaultyKeyStore former = new();
        using KeyNode node = Node(target, null, former: former);

        await node.IssueAsync();

        Assert.That(former.Loads, Is.Zero);
    }

    [Test]
    public async Task MoveJwtKeysFrom_FormerFails_CannotTellAndNoNewKey()
    {
        RestorableKeyStore target = new();
        using KeyNode node = Node(target, null, former: new FaultyKeyStore { LoadFailure = new IOException("not mounted") });

        await Assert.ThrowsAsync<JwtKeyStoreException>(() => node.IssueAsync());

        Assert.That(target.Current, Is.Null);
    }

    [Test]
    public async Task KeyEncryptionKeys_Changed_StepByStep_RefusesNothing()
    {
        RestorableKeyStore store = new();
        string old = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        string next = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        string token;
        using (KeyNode node = Node(store, [old]))
            token = await node.IssueAsync();
        using (KeyNode node = Node(store, [old, next]))
            Assert.That(await node.ReasonAsync(token), Is.Null);
        using (KeyNode node = Node(store, [next, old]))
        {
            Assert.That(await node.ReasonAsync(token), Is.Null);
            await node.Rotation.RotateNowAsync();
        }

        using (KeyNode node = Node(store, [next]))
            Assert.That(await node.ReasonAsync(token), Is.Null);
        using (KeyNode node = Node(store, [old]))
            await Assert.ThrowsAsync<JwtKeyStoreException>(() => node.ReasonAsync(token));
    }

    [TestCase(new string[0], "at least one key")]
    [TestCase(new[] { "c2hvcnQ=" }, "KeyEncryptionKeys:0")]
    [TestCase(new[] { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "not base64!" }, "KeyEncryptionKeys:1")]
    public async Task KeyEncryptionKeys_NotUsable_AreReportedWithoutTheirText(string[] keys, string expected)
    {
        using KeyNode node = Node(new RestorableKeyStore(), keys);

        OptionsValidationException exception = (await Assert.ThrowsAsync<OptionsValidationException>(() => node.IssueAsync()))!;

        Assert.That(exception.Message, Does.Contain(expected));
        Assert.That(keys.Where(key => exception.Message.Contains(key, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("one", ExpectedResult = 1)]
    [TestCase("list", ExpectedResult = 2)]
    public int KeyEncryptionKeys_OfConfiguration_OneOrAList(string form)
    {
        string key = Convert.ToBase64String(new byte[32]);
        Dictionary<string, string?> settings = form == "one" ? new() { ["Keys"] = key } : new() { ["Keys:0"] = key, ["Keys:1"] = key };
        ServiceCollection services = new();
        services.AddAuthStrategy().ProtectJwtKeysWithKeyEncryptionKeys(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Keys"));
        using ServiceProvider provider = services.BuildServiceProvider();

        return provider.GetRequiredService<IOptions<JwtKeyEncryptionOptions>>().Value.KeyEncryptionKeys.Count;
    }

    private static IJwtKeyProtector CreateProtector(string kind)
    {
        if (kind == "key-encryption key")
            return new AesJwtKeyProtector([RandomNumberGenerator.GetBytes(32)]);

        ServiceCollection services = new();
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        services.AddAuthStrategy().ProtectJwtKeysWithDataProtection();
        return services.BuildServiceProvider().GetRequiredService<IJwtKeyProtector>();
    }

    private static KeyNode Node(IJwtKeyStore store, string[] keyEncryptionKeys) => new(store, build: builder => builder.ProtectJwtKeysWithKeyEncryptionKeys(o =>
    {
        foreach (string key in keyEncryptionKeys)
            o.KeyEncryptionKeys.Add(key);
    }));

    private static KeyNode Node(IJwtKeyStore store, IJwtKeyProtector? protector, ISessionStore? sessions = null, IJwtKeyStore? former = null) => new(
        store,
        configure: o => o.RefreshTokens.Enabled = sessions is not null,
        build: builder =>
        {
            if (protector is not null)
                builder.ProtectJwtKeys(_ => protector);
            if (sessions is not null)
                builder.UseSessionStore(_ => sessions);
            if (former is not null)
                builder.MoveJwtKeysFrom(_ => former);
        });

    private sealed class RecordingProtector(IJwtKeyProtector inner) : IJwtKeyProtector
    {
        public HashSet<string> Keys { get; } = [];

        public ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken)
        {
            Keys.Add(Encoding.ASCII.GetString(privateKey.Span));
            return inner.ProtectAsync(keyId, privateKey, cancellationToken);
        }

        public ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken) =>
            inner.UnprotectAsync(keyId, protectedKey, cancellationToken);
    }

    private sealed class SwitchedProtector(IJwtKeyProtector inner) : IJwtKeyProtector
    {
        public IJwtKeyProtector Inner => inner;

        public Exception? Failure { get; set; }

        public ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken) =>
            Failure is null ? inner.ProtectAsync(keyId, privateKey, cancellationToken) : throw Failure;

        public ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken) =>
            Failure is null ? inner.UnprotectAsync(keyId, protectedKey, cancellationToken) : throw Failure;
    }

    private sealed class FixedProtector(byte[] result) : IJwtKeyProtector
    {
        public ValueTask<ReadOnlyMemory<byte>> ProtectAsync(string keyId, ReadOnlyMemory<byte> privateKey, CancellationToken cancellationToken) => new(result);

        public ValueTask<byte[]> UnprotectAsync(string keyId, ReadOnlyMemory<byte> protectedKey, CancellationToken cancellationToken) => new(result);
    }
}
