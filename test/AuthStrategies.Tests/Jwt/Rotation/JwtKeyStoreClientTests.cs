using System.Security.Claims;
using System.Text;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>A key store that does not answer: neither yes nor no, and never another key.</summary>
[TestFixture]
[Property("Requirement", "F-33")]
public sealed class JwtKeyStoreClientTests
{
    private static readonly IOException Down = new("the disk is gone");

    [Test]
    public async Task FirstUse_StoreDown_IsNeitherYesNorNo()
    {
        FaultyKeyStore store = new() { LoadFailure = Down };
        using KeyNode node = new(store);

        JwtKeyStoreException issue = (await Assert.ThrowsAsync<JwtKeyStoreException>(() => node.IssueAsync()))!;
        JwtKeyStoreException authenticate = (await Assert.ThrowsAsync<JwtKeyStoreException>(() => node.ReasonAsync(KeyNode.Forged)))!;

        Assert.That(issue.InnerException, Is.SameAs(Down));
        Assert.That(authenticate.InnerException, Is.SameAs(Down));
        Assert.That(node.Log.Lines, Has.Some.StartsWith("[24] Error"));
        store.LoadFailure = null;
        Assert.That(await node.ReasonAsync(await node.IssueAsync()), Is.Null, "it recovers without a restart");
    }

    [Test]
    public async Task FirstUse_StoreCannotBeWritten_MakesNoKeyOfItsOwn()
    {
        using KeyNode node = new(new FaultyKeyStore { SaveFailure = Down });

        Assert.That(() => node.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>());
        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await node.KeySet.GetJwksAsync());
    }

    [Test]
    public async Task Later_StoreDown_GoesOnUntilTheHardEndThenSignsNoMoreAndStillVerifies()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        await node.IssueAsync();
        store.LoadFailure = Down;
        node.Time.Advance(KeyNode.RotationPeriod - TimeSpan.FromSeconds(1));

        string last = await node.IssueAsync();
        Assert.That(await node.ReasonAsync(last), Is.Null);
        node.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(() => node.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("may sign"));
        Assert.That(await node.ReasonAsync(last), Is.Null);
        store.LoadFailure = null;
        node.Time.Advance(KeyNode.PollInterval);
        Assert.That(await node.ReasonAsync(await node.IssueAsync()), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-33")]
    public async Task Refresh_NoKeyMaySign_IsNeitherYesNorNo()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store, configure: o =>
        {
            o.RefreshTokens.Enabled = true;
            o.RefreshTokens.IdleTimeout = o.RefreshTokens.AbsoluteTimeout = TimeSpan.FromDays(100);
        });
        string refreshToken = (await node.Strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "password")))).RefreshToken!;
        store.LoadFailure = Down;
        node.Time.Advance(KeyNode.RotationPeriod);

        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await node.Strategy.RefreshAsync(refreshToken));

        store.LoadFailure = null;
        node.Time.Advance(KeyNode.PollInterval);
        Assert.That((await node.Strategy.RefreshAsync(refreshToken)).Succeeded, Is.True);
    }

    [Test]
    public async Task Later_StoreReadOnly_HearsOfRemovalsAndSignsUntilTheHardEnd()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();
        using KeyNode readOnly = new(new FaultyKeyStore(store) { SaveFailure = Down });
        Assert.That(await readOnly.ReasonAsync(token), Is.Null);

        await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token));
        // The next key is due as well, and cannot be announced.
        readOnly.Time.Advance(KeyNode.RotationPeriod - TimeSpan.FromHours(1));

        Assert.That(await readOnly.ReasonAsync(token), Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(await readOnly.ReasonAsync(await readOnly.IssueAsync()), Is.Null);
        readOnly.Time.Advance(TimeSpan.FromHours(1));
        Assert.That(() => readOnly.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>());
    }

    [Test]
    public async Task Later_StoreDown_IsAskedOncePerHalfPollHoweverManyCome()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();
        store.LoadFailure = Down;
        node.Time.Advance(KeyNode.PollInterval);

        for (int i = 0; i < 100; i++)
            Assert.That(await node.ReasonAsync(token), Is.Null);

        Assert.That(store.Loads, Is.EqualTo(2));
        node.Time.Advance(KeyNode.PollInterval / 2);
        for (int i = 0; i < 100; i++)
            Assert.That(await node.ReasonAsync(token), Is.Null);
        // In the background.
        while (store.Loads < 3)
            await Task.Yield();
        Assert.That(store.Loads, Is.EqualTo(3));
    }

    [Test]
    public async Task Later_StoreHangs_GoesOnAfterTheTimeLimit()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();
        node.Time.Advance(KeyNode.PollInterval);
        store.LoadsWaitFor = new TaskCompletionSource().Task;

        Task<AuthFailureReason?> call = node.ReasonAsync(token);
        while (store.Loads < 2)
            await Task.Yield();
        while (!call.IsCompleted)
        {
            node.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.That(await call, Is.Null);
        Assert.That(node.Log.Lines, Has.Some.StartsWith("[24] Error"));
    }

    [Test]
    public async Task RemoveKey_StoreDown_SaysThatItMayStillBeInForce()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();
        store.SaveFailure = Down;

        Assert.That(async () => await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token)), Throws.TypeOf<JwtKeyStoreException>().With.InnerException.SameAs(Down));
        store.SaveFailure = null;
        Assert.That(await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token)), Is.True);
    }

    [Test]
    public async Task Later_DocumentGone_IsAFailureAndNotAReasonForNewKeys()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();
        store.Change = _ => null;
        node.Time.Advance(KeyNode.PollInterval);

        AuthFailureReason? reason = await node.ReasonAsync(token);

        Assert.That(reason, Is.Null);
        Assert.That(store.Saves, Is.EqualTo(1));
        Assert.That(node.Log.Lines, Has.Some.Contains("no longer in the key store"));
    }

    private static readonly string[] Garbage =
    [
        "x", "[]", "null", "{}", """{"format":2,"keys":[]}""", """{"format":1,"keys":[]}""", """{"format":1,"keys":[{}]}""",
        """{"format":1,"format":1,"keys":[]}""",
        """{"format":1,"keys":[{"kid":"k","alg":"none","key":"AAAA","announced":"2026-01-01T00:00:00Z","signs":"2026-01-01T00:00:00Z"}]}""",
        """{"format":1,"keys":[{"kid":"k","alg":"HS256","key":"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=","announced":"2026-01-01T00:00:00Z","signs":"2026-01-01T00:00:00Z"}]}""",
    ];

    [TestCaseSource(nameof(Garbage))]
    public async Task FirstUse_DocumentNotUnderstood_IsAFailureAndLeftAsItIs(string content)
    {
        InMemoryJwtKeyStore inner = new();
        await inner.TrySaveAsync("Jwt", new JwtKeyDocument(1, Encoding.UTF8.GetBytes(content)), default);
        using KeyNode node = new(inner);

        Assert.That(() => node.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("They are not changed"));
        Assert.That((await inner.LoadAsync("Jwt", default))!.Version, Is.EqualTo(1));
    }
}
