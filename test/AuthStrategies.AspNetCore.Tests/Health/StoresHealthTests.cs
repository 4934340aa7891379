using AuthStrategies.Tests.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.AspNetCore.Tests.Health;

/// <summary>The health check over a real Redis that stops and starts, and over a database whose table is gone and comes back.</summary>
[TestFixture]
public sealed class StoresHealthTests
{
    [Test]
    public async Task Redis_StopsAndStarts_IsUnhealthyAndHealthyAgain()
    {
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using ServiceProvider services = Build(b => b.UseRedis(redis.EndPoint));
        string before = await redis.SayAsync("DBSIZE");

        HealthReportEntry up = await Until.TrueAsync(() => CheckAsync(services), entry => entry.Status == HealthStatus.Healthy);
        string after = await redis.SayAsync("DBSIZE");
        await redis.KillAsync();
        HealthReportEntry down = await Until.TrueAsync(() => CheckAsync(services), entry => entry.Status == HealthStatus.Unhealthy);
        await redis.StartAgainAsync();
        HealthReportEntry again = await Until.TrueAsync(() => CheckAsync(services), entry => entry.Status == HealthStatus.Healthy);

        Assert.That(up.Data["store"], Is.EqualTo("Healthy. The session store answers, for Session."));
        Assert.That(after, Is.EqualTo(before));
        Assert.That(down.Description, Does.StartWith("store: The session store does not answer").And.Not.Contains($"{redis.Port}"));
        Assert.That(again.Status, Is.EqualTo(HealthStatus.Healthy));
    }

    /// <summary>A server that runs and refuses is not called unreachable.</summary>
    [TestCase(",password=wrong", "requirepass", "right", "answers and refuses the user, the password or a command")]
    [TestCase(",ssl=true", "maxclients", "100", "answers, and no TLS connection was established")]
    public async Task Redis_RunsAndRefuses_IsUnhealthyWithTheReason(string more, string setting, string value, string what)
    {
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await redis.SayAsync($"CONFIG SET {setting} {value}");
        await using ServiceProvider services = Build(b => b.UseRedis(redis.EndPoint + more));

        // The first call may end before the first attempt to connect has.
        _ = await Until.TrueAsync(
            async () => await CheckAsync(services) is var entry ? $"{entry.Status} {entry.Description}" : "",
            entry => entry.StartsWith($"Unhealthy store: The session store {what}, so", StringComparison.Ordinal));
    }

    [Test]
    public async Task Database_LosesItsTableAndGetsItBack_IsUnhealthyAndHealthyAgain()
    {
        string file = Path.Combine(Path.GetTempPath(), $"health-{Guid.NewGuid():N}.db");
        string connection = $"Data Source={file};Pooling=False";
        try
        {
            await using ServiceProvider services = Build(b => b.UseEntityFramework(options => options.UseSqlite(connection)));
            HealthReportEntry without = await CheckAsync(services);
            await CreateTableAsync(services);
            HealthReportEntry with = await Until.TrueAsync(() => CheckAsync(services), entry => entry.Status == HealthStatus.Healthy);

            Assert.That(without.Status, Is.EqualTo(HealthStatus.Unhealthy));
            Assert.That(without.Description, Does.Not.Contain(file));
            Assert.That(with.Status, Is.EqualTo(HealthStatus.Healthy));
            Assert.That(await CountAsync(connection), Is.Zero);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ServiceProvider Build(Action<IAuthStrategyBuilder> store)
    {
        IServiceCollection services = new ServiceCollection().AddLogging();
        services.AddHealthChecks().AddAuthStrategies();
        store(services.AddAuthStrategy().AddSession());
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Values.Single();

    private static async Task CreateTableAsync(ServiceProvider services)
    {
        await using AuthStrategies.EntityFrameworkCore.AuthStrategySessionsContext context =
            await services.GetRequiredService<IDbContextFactory<AuthStrategies.EntityFrameworkCore.AuthStrategySessionsContext>>().CreateDbContextAsync();
        await context.Database.EnsureCreatedAsync();
    }

    private static async Task<long> CountAsync(string connectionString)
    {
        await using SqliteConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM AuthStrategySessions";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
