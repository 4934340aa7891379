using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.AspNetCore.Tests.Health;

/// <summary>The health check of a strategy that has no key yet and cannot get one, for each key store, and for what a key store may throw.</summary>
[TestFixture]
public sealed class KeyStoresHealthTests
{
    private const string CannotSave = "The key store has no keys, and none could be made and saved";
    private const string CannotLoad = "The key store does not answer, or what it has cannot be used";

    private static readonly Dictionary<string, Action<IAuthStrategyBuilder>> Stores = new(StringComparer.Ordinal)
    {
        ["a file below a file"] = b => b.UseFileJwtKeyStore(Path.Combine(typeof(KeyStoresHealthTests).Assembly.Location, "keys.json")),
        ["a file that is a directory"] = b => b.UseFileJwtKeyStore(Path.GetTempPath()),
        ["a database without the table"] = b => b.UseEntityFrameworkJwtKeyStore(o => o.UseSqlite("Data Source=:memory:")),
        ["a Redis that is not there"] = b => b.UseRedisJwtKeyStore(o => o.Configuration = "127.0.0.1:1,connectTimeout=100"),
        ["loads nothing"] = b => b.UseJwtKeyStore(_ => new Faulty(load: () => throw new NotSupportedException(ScriptedKeyStore.Secret))),
        ["says that it is unavailable"] = b => b.UseJwtKeyStore(_ => new Faulty(save: () => throw new JwtKeyStoreException(ScriptedKeyStore.Secret))),
        ["throws another exception"] = b => b.UseJwtKeyStore(_ => new Faulty(save: () => throw new InvalidOperationException(ScriptedKeyStore.Secret))),
        ["throws inside another exception"] = b => b.UseJwtKeyStore(_ => new Faulty(save: () => throw new JwtKeyStoreException(ScriptedKeyStore.Secret, new UnauthorizedAccessException(ScriptedKeyStore.Secret)))),
        ["cancels"] = b => b.UseJwtKeyStore(_ => new Faulty(save: () => throw new OperationCanceledException())),
        ["saves nothing"] = b => b.UseJwtKeyStore(_ => new Faulty(save: () => false)),
    };

    [TestCase("a file below a file", CannotSave + " (IOException)")]
    [TestCase("a file that is a directory", CannotLoad)]
    [TestCase("a database without the table", CannotLoad + " (SqliteException)")]
    [TestCase("a Redis that is not there", CannotLoad + " (RedisConnectionException)")]
    [TestCase("loads nothing", CannotLoad + " (NotSupportedException)")]
    [TestCase("says that it is unavailable", CannotSave + ": tokens can be neither issued nor verified")]
    [TestCase("throws another exception", CannotSave + " (InvalidOperationException)")]
    [TestCase("throws inside another exception", CannotSave + " (UnauthorizedAccessException)")]
    [TestCase("cancels", CannotSave + " (OperationCanceledException)")]
    [TestCase("saves nothing", CannotSave)]
    public async Task Check_NoKeyAndNoneCanBeMade_IsUnhealthyBeforeTheFirstLogin(string store, string reason)
    {
        await using HealthHost host = new(builder =>
        {
            builder.AddJwt(options =>
            {
                (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
                options.RotateKeys();
            });
            Stores[store](builder);
        });

        HealthReportEntry entry = await host.CheckAsync();

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy), entry.Description);
        Assert.That(entry.Description, Does.StartWith("keys of Jwt: ").And.Contain(reason).And.Not.Contains("hunter2").And.Not.Contains(Path.GetTempPath()));
        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await host.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice));
    }

    /// <summary>A server that gets no requests while it is not healthy becomes healthy by itself.</summary>
    [TestCase(0.0)]
    [TestCase(30.5)]
    public async Task Check_KeyStoreCanBeWrittenAgain_MakesTheKeyAndIsHealthy(double daysAfterFirstKey)
    {
        await using HealthHost host = new(builder => builder.AddJwt(options =>
        {
            (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
            options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
        }));
        if (daysAfterFirstKey > 0)
            await host.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice);
        host.Time.Advance(TimeSpan.FromDays(daysAfterFirstKey));
        host.Keys.CanSave = false;
        HealthReportEntry down = await host.CheckAsync();
        host.Keys.CanSave = true;
        host.Time.Advance(TimeSpan.FromHours(1));

        HealthReportEntry up = await host.CheckAsync();

        Assert.That(down.Status, Is.EqualTo(HealthStatus.Unhealthy), down.Description);
        Assert.That(up.Status, Is.EqualTo(HealthStatus.Healthy), up.Description);
    }

    private sealed class Faulty(Func<JwtKeyDocument?>? load = null, Func<bool>? save = null) : IJwtKeyStore
    {
        public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken) => new(load?.Invoke());

        public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken) => new(save!());
    }
}
