using System.Security.Claims;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.EntityFrameworkCore.Tests.Behavior;

/// <summary>SQLite waits for a locked file by blocking the thread. With a rollback journal, a writer of another process locks out look-ups too.</summary>
[TestFixture]
[Property("Requirement", "F-06")]
public sealed class LockedSqliteTests
{
    private const int Logins = 60;

    [Test]
    public async Task Stop_FileIsLockedByAnother_IsNotKeptByTheCallsUnderWay()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        await database.SayAsync("PRAGMA journal_mode=DELETE");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.AddAuthStrategy().AddSession().UseEntityFramework(database.Use);
        using IHost host = builder.Build();
        await host.StartAsync();
        IAuthStrategy strategy = host.Services.GetRequiredService<IAuthStrategy>();
        await host.Services.GetServices<IHostedService>().OfType<TableCheck<AuthStrategySessionsContext>>().Single().Running;
        IssuedCredential before = (await Until.TrueAsync(() => TryLogInAsync(strategy), issued => issued is not null))!;
        await using var other = new SqliteConnection(database.ConnectionString + ";Pooling=False");
        await other.OpenAsync();
        await SayAsync(other, "BEGIN EXCLUSIVE");

        Task[] waiting = [.. Enumerable.Range(0, Logins).Select(i => Task.Run(async () =>
        {
            if (i % 2 == 0)
                await LogInAsync(strategy);
            else
                await strategy.AuthenticateAsync(before.Value);
        }))];
        foreach (Task call in waiting)
            await Assert.ThatAsync(() => call, Throws.TypeOf<SessionStoreException>());
        await host.StopAsync();

        await SayAsync(other, "ROLLBACK");
        // The breaker may be open for a second.
        await Until.TrueAsync(() => TryLogInAsync(strategy), issued => issued is not null);
        Assert.That((await strategy.AuthenticateAsync(before.Value)).Succeeded, Is.True);
    }

    /// <summary>On a busy machine the first login may take longer than its time limit.</summary>
    private static async Task<IssuedCredential?> TryLogInAsync(IAuthStrategy strategy)
    {
        try
        {
            return await LogInAsync(strategy);
        }
        catch (SessionStoreException)
        {
            return null;
        }
    }

    private static async Task<IssuedCredential> LogInAsync(IAuthStrategy strategy) =>
        await strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice")], "password")));

    private static async Task SayAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
