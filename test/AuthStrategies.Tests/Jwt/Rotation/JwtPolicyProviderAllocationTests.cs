using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt.Rotation;

[TestFixture]
[NonParallelizable]
public sealed class JwtPolicyProviderAllocationTests
{
    [Test]
    public async Task TryGet_Fresh_AllocatesNothingAndGivesTheSamePolicy()
    {
        FakeTimeProvider time = new(KeyNode.Start);
        JwtStrategyOptions options = new() { Issuer = "i", Audience = "a", KeyRotation = new() { Algorithm = "HS256" } };
        KeyDiagnostics diagnostics = new("Jwt", NullLogger.Instance, new AuthStrategiesMetrics(null));
        JwtPolicyProvider policies = new(new PolicySource<JwtPolicy>(JwtPolicy.Compile("Jwt", options)), new RotatingKeys(new KeyLedger("Jwt", new InMemoryJwtKeyStore(), time, diagnostics), diagnostics));
        JwtPolicy loaded = await policies.GetAsync(KeyNode.Start, default);
        DateTimeOffset now = KeyNode.Start + TimeSpan.FromSeconds(14);
        policies.TryGet(now, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool got = policies.TryGet(now, out JwtPolicy policy);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(got, Is.True);
        Assert.That(policy, Is.SameAs(loaded));
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public async Task GetAsync_ReloadedWithoutAChange_GivesTheSamePolicy()
    {
        FakeTimeProvider time = new(KeyNode.Start);
        JwtStrategyOptions options = new() { Issuer = "i", Audience = "a", KeyRotation = new() };
        KeyDiagnostics diagnostics = new("Jwt", NullLogger.Instance, new AuthStrategiesMetrics(null));
        FaultyKeyStore store = new();
        JwtPolicyProvider policies = new(new PolicySource<JwtPolicy>(JwtPolicy.Compile("Jwt", options)), new RotatingKeys(new KeyLedger("Jwt", store, time, diagnostics), diagnostics));
        JwtPolicy first = await policies.GetAsync(KeyNode.Start, default);

        JwtPolicy second = await policies.GetAsync(KeyNode.Start + KeyNode.Poll, default);

        Assert.That(store.Loads, Is.EqualTo(2));
        Assert.That(second, Is.SameAs(first), "what was recognised under it stays recognised");
    }
}
