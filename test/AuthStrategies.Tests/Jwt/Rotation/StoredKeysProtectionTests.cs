using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>Keys that are protected in their place: together with a move, beside nodes without the protector, and without a protector.</summary>
[TestFixture]
[Property("Requirement", "M-05")]
public sealed class StoredKeysProtectionTests
{
    private static readonly string KeyEncryptionKey = Convert.ToBase64String(new byte[32]);

    [Test]
    public async Task MoveAndProtect_InAnyOrder_KeepTheKeys([Values] bool movesFirst, [Values] bool isInFormer)
    {
        RestorableKeyStore store = new();
        RestorableKeyStore former = new();
        string token;
        using (KeyNode plain = new(isInFormer ? former : store))
            token = await plain.IssueAsync();

        using KeyNode node = new(store, build: builder =>
        {
            Protect(builder);
            if (movesFirst)
                builder.MoveJwtKeysFrom(_ => former).ProtectStoredJwtKeys();
            else
                builder.ProtectStoredJwtKeys().MoveJwtKeysFrom(_ => former);
        });

        Assert.That(await node.ReasonAsync(token), Is.Null);
        Assert.That(KeyNode.KeyIdOf(await node.IssueAsync()), Is.EqualTo(KeyNode.KeyIdOf(token)));
        Assert.That(Content(store), Does.Not.Contain("PRIVATE KEY"));
        Assert.That(node.Log.Lines.Where(line => line.StartsWith("[40]", StringComparison.Ordinal)).ToArray(), Has.Length.EqualTo(1));
    }

    /// <summary>A node that knows the keys from before could write them back readable.</summary>
    [TestCase("rotates when it is due", false)]
    [TestCase("RotateNowAsync", true)]
    [TestCase("RemoveKeyAsync", true)]
    public async Task NodeWithoutProtector_KnowsTheKeys_GoesOnAndWritesNone(string call, bool isRefused)
    {
        RestorableKeyStore store = new();
        using KeyNode old = new(store);
        string token = await old.IssueAsync();
        using (KeyNode node = new(store, old.Time, build: builder => Protect(builder).ProtectStoredJwtKeys()))
            Assert.That(await node.ReasonAsync(token), Is.Null);
        int saved = store.Saved.Count;
        old.Time.Advance(call == "rotates when it is due" ? KeyNode.RotationPeriod - TimeSpan.FromHours(1) : KeyNode.PollInterval);

        Func<Task> write = call switch
        {
            "RotateNowAsync" => () => old.Rotation.RotateNowAsync().AsTask(),
            "RemoveKeyAsync" => () => old.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token)).AsTask(),
            _ => () => old.IssueAsync(),
        };
        if (isRefused)
            await Assert.ThatAsync(write, Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("no protector"));
        else
            await write();

        Assert.That(await old.ReasonAsync(await old.IssueAsync()), Is.Null, "it goes on with the keys that it has");
        Assert.That((store.Saved.Count, Content(store).Contains("PRIVATE KEY", StringComparison.Ordinal)), Is.EqualTo((saved, false)));
        Assert.That(old.Log.Lines, Has.Some.StartsWith("[39] Error").And.Contains("continues with the keys it has"));
    }

    [Test]
    public async Task ProtectStoredJwtKeys_WithoutAProtector_IsAMistakeAtStart([Values] bool isCalledTwice)
    {
        using KeyNode node = new(new RestorableKeyStore(), build: builder =>
        {
            builder.ProtectStoredJwtKeys();
            if (isCalledTwice)
                builder.ProtectStoredJwtKeys();
        });

        OptionsValidationException mistakes = (await Assert.ThrowsAsync<OptionsValidationException>(() => node.IssueAsync()))!;

        Assert.That(mistakes.Failures.Single(), Does.StartWith("The protector of ProtectStoredJwtKeys() is not set; it must be one of the Protect… methods"));
    }

    [Test]
    public void ProtectStoredJwtKeys_BeforeTheProtector_IsNoMistake()
    {
        using KeyNode node = new(new RestorableKeyStore(), build: builder => Protect(builder.ProtectStoredJwtKeys()));

        Assert.That(() => node.IssueAsync(), Throws.Nothing);
    }

    private static IAuthStrategyBuilder Protect(IAuthStrategyBuilder builder) =>
        builder.ProtectJwtKeysWithKeyEncryptionKeys(options => options.KeyEncryptionKeys.Add(KeyEncryptionKey));

    private static string Content(RestorableKeyStore store) => Encoding.UTF8.GetString(store.Current!.Content.Span);
}
