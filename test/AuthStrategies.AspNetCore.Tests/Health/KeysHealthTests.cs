using System.Diagnostics.CodeAnalysis;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.AspNetCore.Tests.Health;

/// <summary>What the health check says about signing keys and about the keys of other issuers.</summary>
[TestFixture]
public sealed class KeysHealthTests
{
    [Test]
    public async Task KeyStore_IsDownBeforeItEverAnswered_IsUnhealthy()
    {
        await using HealthHost host = new(Rotating);
        host.Keys.CanLoad = false;

        HealthReportEntry entry = await host.CheckAsync();

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Description, Does.StartWith("keys of Jwt: The key store does not answer").And.Not.Contains("hunter2"));
        Assert.That(entry.Exception, Is.Null);
    }

    [Test]
    public async Task KeyStore_IsDownWhileKeysAreKnown_IsDegradedAndThenHealthy()
    {
        await using HealthHost host = new(Rotating);
        await host.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);

        host.Keys.CanLoad = false;
        HealthReportEntry down = await host.CheckAsync();
        host.Keys.CanLoad = true;
        HealthReportEntry up = await host.CheckAsync();

        Assert.That(down.Status, Is.EqualTo(HealthStatus.Degraded), down.Description);
        Assert.That(down.Description, Does.Contain("The known keys stay in use"));
        Assert.That(up.Status, Is.EqualTo(HealthStatus.Healthy), up.Description);
    }

    // The rotation period is 30 days, and the successor is due one day (and one poll) before its end.
    [TestCase(1.0, HealthStatus.Healthy)]
    [TestCase(28.9, HealthStatus.Healthy)]
    [TestCase(29.5, HealthStatus.Degraded)]
    [TestCase(30.5, HealthStatus.Unhealthy)]
    public async Task SigningKey_WithoutASuccessor_IsReportedBeforeItsEnd(double days, HealthStatus expected)
    {
        await using HealthHost host = new(Rotating);
        await host.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);
        host.Keys.CanSave = false;
        host.Time.Advance(TimeSpan.FromDays(days));

        HealthReportEntry entry = await host.CheckAsync();

        Assert.That(entry.Status, Is.EqualTo(expected), entry.Description);
        if (expected != HealthStatus.Healthy)
            Assert.That(entry.Description, Does.Contain("Check that the key store can be written"));
    }

    [Test]
    public async Task SigningKey_WithASuccessor_IsHealthyNearItsEnd()
    {
        await using HealthHost host = new(Rotating);
        IAuthStrategy strategy = host.Services.GetRequiredService<IAuthStrategy>();
        await strategy.IssueAsync(Logins.Alice);
        host.Time.Advance(TimeSpan.FromDays(29.5));
        await strategy.IssueAsync(Logins.Alice);

        HealthReportEntry entry = await host.CheckAsync();

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy), entry.Description);
    }

    [TestCase("unknown", true, HealthStatus.Unhealthy, "are not known")]
    [TestCase("unknown", false, HealthStatus.Degraded, "are not known")]
    [TestCase("known", true, HealthStatus.Healthy, "1 keys of the issuer are known, fetched at 2026-11-23 11:00 UTC.")]
    [TestCase("old", true, HealthStatus.Degraded, "are used until 2026-11-24 11:00 UTC")]
    [TestCase("empty", true, HealthStatus.Degraded, "publishes no key")]
    [TestCase("silent", true, HealthStatus.Healthy, "1 keys of the issuer are known.")]
    [TestCase("faulty", true, HealthStatus.Unhealthy, "could not be checked (InvalidOperationException)")]
    public async Task KeysOfAnIssuer_KnownUnknownOrOld_AreReported(string state, bool isOnlyStrategy, HealthStatus expected, string text)
    {
        await using HealthHost host = new(b =>
        {
            b.AddJwt("Partner", options => (options.Issuer, options.Audience) = ("https://partner.example", "tests"));
            b.UseJwtKeySource("Partner", _ => new Source(state));
            if (!isOnlyStrategy)
                b.AddSession();
        });

        HealthReportEntry entry = await host.CheckAsync();

        Assert.That(entry.Status, Is.EqualTo(expected), entry.Description);
        Assert.That(entry.Data["keys of Partner"], Does.Contain(text).And.Not.Contains("hunter2"));
        Assert.That(entry.Exception, Is.Null);
    }

    private static void Rotating(IAuthStrategyBuilder builder) => builder.AddJwt(options =>
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
        options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
    });

    private sealed class Source(string state) : IJwtKeySource
    {
        private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        public JwtKeySourceState? State => state is "known" or "old"
            ? new() { FetchedAt = Noon.AddHours(-1), RefreshBy = state == "old" ? Noon.AddMinutes(-1) : Noon.AddHours(1), UsableUntil = Noon.AddHours(23) }
            : null;

        public bool TryGetKeys(DateTimeOffset now, [NotNullWhen(true)] out IReadOnlyList<JwtKey>? keys)
        {
            keys = state switch
            {
                "unknown" => null,
                "empty" => [],
                "faulty" => throw new InvalidOperationException(ScriptedKeyStore.Secret),
                _ => [Logins.Key],
            };
            return keys is not null;
        }

        public ValueTask<IReadOnlyList<JwtKey>> GetKeysAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            throw new AuthUnavailableException(ScriptedKeyStore.Secret);

        public ValueTask<IReadOnlyList<JwtKey>?> FindNewerKeysAsync(DateTimeOffset now, CancellationToken cancellationToken) => default;
    }
}
