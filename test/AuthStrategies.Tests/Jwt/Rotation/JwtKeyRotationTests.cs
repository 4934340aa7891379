using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt.Rotation;

[TestFixture]
public sealed class JwtKeyRotationTests
{
    [Test]
    public async Task List_BeforeFirstUse_ShowsTheFirstKey()
    {
        using KeyNode node = new();

        JwtKeyInfo key = (await node.Rotation.ListAsync()).Single();

        Assert.That(key.State, Is.EqualTo(JwtKeyState.Active));
        Assert.That(key.Algorithm, Is.EqualTo("ES256"));
        Assert.That(key.SignsUntil, Is.Null);
        Assert.That(KeyNode.KeyIdOf(await node.IssueAsync()), Is.EqualTo(key.KeyId));
    }

    [Test]
    public async Task RotateNow_Leisurely_TakesOverAfterTheAnnouncementAndNoTokenIsRefused()
    {
        using KeyNode node = new();
        string old = await node.IssueAsync();

        JwtKeyInfo next = await node.Rotation.RotateNowAsync();

        Assert.That(next.State, Is.EqualTo(JwtKeyState.Announced));
        Assert.That(next.SignsFrom, Is.EqualTo(KeyNode.Start + KeyNode.AnnouncementPeriod + KeyNode.PollInterval));
        Assert.That(KeyNode.KeyIdOf(await node.IssueAsync()), Is.EqualTo(KeyNode.KeyIdOf(old)));
        Assert.That(await node.ReasonAsync(old), Is.Null);
        Assert.That((await node.Rotation.RotateNowAsync()).KeyId, Is.EqualTo(next.KeyId), "again: the same");
        node.Time.SetUtcNow(next.SignsFrom);
        Assert.That(KeyNode.KeyIdOf(await node.IssueAsync()), Is.EqualTo(next.KeyId));
        JwtKeyInfo retired = (await node.Rotation.ListAsync())[0];
        Assert.That(retired.State, Is.EqualTo(JwtKeyState.Retired));
        Assert.That(retired.VerifiesUntil, Is.EqualTo(next.SignsFrom + KeyNode.RetirementPeriod));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task RemoveKey_Active_AnnouncedSignsAtOnce()
    {
        using KeyNode node = new();
        string leaked = await node.IssueAsync();
        JwtKeyInfo next = await node.Rotation.RotateNowAsync();

        await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(leaked));

        Assert.That(await node.ReasonAsync(leaked), Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(KeyNode.KeyIdOf(await node.IssueAsync()), Is.EqualTo(next.KeyId));
        Assert.That(await node.KeySet.GetJwksAsync(), Does.Not.Contain(KeyNode.KeyIdOf(leaked)));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task RemoveKey_EveryKey_NewOneSignsAndNoneOfTheOldVerifies()
    {
        using KeyNode node = new();
        string[] tokens = [await node.IssueAsync(), await IssueByTheNextAsync(node)];
        await node.Rotation.RotateNowAsync();

        foreach (JwtKeyInfo key in await node.Rotation.ListAsync())
            Assert.That(await node.Rotation.RemoveKeyAsync(key.KeyId), Is.True);

        foreach (string token in tokens)
            Assert.That(await node.ReasonAsync(token), Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(await node.ReasonAsync(await node.IssueAsync()), Is.Null);
    }

    [Test]
    public async Task RemoveKey_Twice_TellsThatItWasGone()
    {
        using KeyNode node = new();
        string keyId = KeyNode.KeyIdOf(await node.IssueAsync());

        Assert.That(await node.Rotation.RemoveKeyAsync(keyId), Is.True);
        Assert.That(await node.Rotation.RemoveKeyAsync(keyId), Is.False);
        Assert.That(await node.Rotation.RemoveKeyAsync("never there"), Is.False);
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task RemoveKey_WhileAReloadIsUnderWay_StaysRemoved()
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store);
        string token = await node.IssueAsync();
        node.Time.Advance(KeyNode.PollInterval);
        TaskCompletionSource release = new();
        store.LoadsWaitFor = release.Task;
        Task<AuthFailureReason?> reloading = node.ReasonAsync(token);
        while (store.Loads < 2)
            await Task.Yield();
        store.LoadsWaitFor = null;
        Task<bool> removing = node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token)).AsTask();
        // The removal waits for its turn. One that didn't would be done already, and undone by the reload's old answer.
        for (int i = 0; i < 100 && !removing.IsCompleted; i++)
            await Task.Delay(1);

        release.SetResult();
        await Task.WhenAll(reloading, removing);

        Assert.That(await node.ReasonAsync(token), Is.EqualTo(AuthFailureReason.UnknownKey));
    }

    [Test]
    public async Task RemoveKey_OnAllNodesAtOnce_OneRemovesItAndOneTakesOver()
    {
        FaultyKeyStore store = new();
        KeyNode[] nodes = [.. Enumerable.Range(0, 4).Select(_ => new KeyNode(store))];
        string keyId = KeyNode.KeyIdOf(await nodes[0].IssueAsync());

        bool[] removed = await Task.WhenAll(nodes.Select(node => Task.Run(async () => await node.Rotation.RemoveKeyAsync(keyId))));

        Assert.That(removed.Count(yes => yes), Is.EqualTo(1));
        string[] tokens = await Task.WhenAll(nodes.Select(node => node.IssueAsync()));
        Assert.That(tokens.Select(KeyNode.KeyIdOf).Distinct().Count(), Is.EqualTo(1));
        Array.ForEach(nodes, node => node.Dispose());
    }

    [Test]
    public void Any_KeysDontRotate_SaysWhatToType()
    {
        using KeyNode node = new(configure: o =>
        {
            o.KeyRotation = null;
            o.SigningKeys.Add(JwtKey.Generate("HS256"));
        });

        Assert.That(async () => await node.Rotation.ListAsync(), Throws.InvalidOperationException.With.Message.Contains("RotateKeys"));
        Assert.That(async () => await node.Rotation.RotateNowAsync(), Throws.InvalidOperationException);
        Assert.That(async () => await node.Rotation.RemoveKeyAsync("x"), Throws.InvalidOperationException);
        Assert.That(async () => await node.Rotation.RemoveKeyAsync(""), Throws.ArgumentException);
    }

    [Test]
    public async Task Services_TwoStrategies_EachHasItsOwnKeysAndTheFirstIsTheDefault()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession().AddJwt("One", Configure).AddJwt("Two", Configure);
        await using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        string one = await provider.GetRequiredKeyedService<IJwtKeySet>("One").GetJwksAsync();
        string two = await provider.GetRequiredKeyedService<IJwtKeySet>("Two").GetJwksAsync();

        Assert.That(one, Is.Not.EqualTo(two));
        Assert.That(await provider.GetRequiredService<IJwtKeySet>().GetJwksAsync(), Is.EqualTo(one));
        Assert.That(provider.GetRequiredService<IJwtKeyRotation>(), Is.SameAs(provider.GetRequiredKeyedService<IJwtKeyRotation>("One")));

        static void Configure(JwtStrategyOptions options)
        {
            options.Issuer = "https://issuer.example";
            options.Audience = "web";
            options.KeyRotation = new();
        }
    }

    private static async Task<string> IssueByTheNextAsync(KeyNode node)
    {
        node.Time.SetUtcNow((await node.Rotation.RotateNowAsync()).SignsFrom);
        return await node.IssueAsync();
    }
}
