using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt.Rotation;

public sealed partial class JwtKeyProviderTests
{
    private static readonly JwtKeyPolicy Policy = JwtPolicy.Compile("Jwt", new() { Issuer = "i", Audience = "a", KeyRotation = new() { Algorithm = "HS256" } }).KeyPolicy;

    [NonParallelizable]
    [Test]
    public async Task TryGet_Fresh_AllocatesNothingAndGivesTheSameKeys()
    {
        JwtKeyProvider provider = Provider(new InMemoryJwtKeyStore());
        CurrentKeys loaded = await provider.GetAsync(Policy, KeyNode.Start, default);
        DateTimeOffset now = KeyNode.Start + TimeSpan.FromSeconds(14);
        bool got = provider.TryGet(Policy, now, out CurrentKeys keys);

        long allocated = Allocations.Least(() => got &= provider.TryGet(Policy, now, out keys));

        Assert.That(got, Is.True);
        Assert.That(keys, Is.SameAs(loaded));
        Assert.That(allocated, Is.Zero);
    }

    [NonParallelizable]
    [Test]
    public async Task GetAsync_ReloadedWithoutAChange_GivesTheSameKeys()
    {
        FaultyKeyStore store = new();
        JwtKeyProvider provider = Provider(store);
        CurrentKeys first = await provider.GetAsync(Policy, KeyNode.Start, default);

        CurrentKeys second = await provider.GetAsync(Policy, KeyNode.Start + KeyNode.PollInterval, default);

        Assert.That(store.Loads, Is.EqualTo(2));
        Assert.That(second, Is.SameAs(first));
    }

    [NonParallelizable]
    [Test]
    public void TryGet_KeysThatDoNotRotate_GivesThemAndNeverAsksTheStore()
    {
        JwtStrategyOptions options = new() { Issuer = "i", Audience = "a" };
        options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
        JwtKeyPolicy policy = JwtPolicy.Compile("Jwt", options).KeyPolicy;
        FaultyKeyStore store = new();

        bool got = Provider(store).TryGet(policy, KeyNode.Start, out CurrentKeys keys);

        Assert.That(got, Is.True);
        Assert.That(keys, Is.SameAs(policy.Configured));
        Assert.That(keys.SigningKey, Is.SameAs(ForgeKey.Of("HS256").Key));
        Assert.That(store.Loads, Is.Zero);
    }

    [NonParallelizable]
    [Test]
    public void FindNewer_KeysThatDoNotRotate_IsNothing()
    {
        JwtStrategyOptions options = new() { Issuer = "i", Audience = "a" };
        options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
        FaultyKeyStore store = new();

        Assert.That(Provider(store).FindNewer(JwtPolicy.Compile("Jwt", options).KeyPolicy, KeyNode.Start, default), Is.Null);
        Assert.That(store.Loads, Is.Zero);
    }

    private static JwtKeyProvider Provider(IJwtKeyStore store)
    {
        KeyDiagnostics diagnostics = new("Jwt", NullLogger.Instance, new AuthStrategiesMetrics(null));
        return new(new JwtKeyStoreClient("Jwt", store, new FakeTimeProvider(KeyNode.Start), diagnostics), diagnostics);
    }
}
