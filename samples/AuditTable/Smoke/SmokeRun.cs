using System.Text;
using Microsoft.EntityFrameworkCore;

namespace AuditTable.Smoke;

/// <summary>Starts the application on a free port, does what makes events, stops it, and reads the table.</summary>
internal static class SmokeRun
{
    private const string UserAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
    private const int Burst = 1_000;

    private static int _bad;

    public static async Task<int> RunAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        try
        {
            string[] secrets = await WalkAsync(path);
            await CheckAsync(path, secrets);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            File.Delete(path);
        }

        Console.WriteLine(_bad == 0 ? "Every row is there" : $"{_bad} checks failed");
        return _bad == 0 ? 0 : 1;
    }

    /// <summary>Returns the credentials that were in use.</summary>
    private static async Task<string[]> WalkAsync(string path)
    {
        await using WebApplication app = await AuditApp.StartAsync([], path, "http://127.0.0.1:0");
        using HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
        SmokeClient laptop = new(http, UserAgent);
        SmokeClient phone = new(http, UserAgent);
        SmokeClient stranger = new(http, new string('x', 10_000));

        Expect(200, await laptop.SendAsync(HttpMethod.Post, "/login/alice"), "log in");
        Expect(200, await phone.SendAsync(HttpMethod.Post, "/login/alice"), "log in on another device");
        Expect(200, await laptop.SendAsync(HttpMethod.Get, "/me"), "call");
        Expect(403, await laptop.SendAsync(HttpMethod.Post, "/auth/logout", site: "cross-site"), "another site tries to log out");
        string[] secrets = [laptop.Cookie![5..], phone.Cookie![5..]];
        SmokeClient copy = new(http, UserAgent) { Cookie = phone.Cookie };
        Expect(200, await laptop.SendAsync(HttpMethod.Post, "/auth/logout-everywhere"), "log out everywhere");
        Expect(401, await copy.SendAsync(HttpMethod.Get, "/me"), "the other device calls");

        stranger.Cookie = $"auth={new string('A', 64)}";
        for (int i = 0; i < Burst; i++)
            _ = await stranger.SendAsync(HttpMethod.Get, "/me");

        // Stopping it delivers what waits, and disposing of it writes what is left.
        await app.StopAsync();
        return secrets;
    }

    private static async Task CheckAsync(string path, string[] secrets)
    {
        await using WebApplication app = await AuditApp.StartAsync([], path, "http://127.0.0.1:0");
        await using AuditDatabase database = await app.Services.GetRequiredService<IDbContextFactory<AuditDatabase>>().CreateDbContextAsync();
        List<AuditEntry> rows = await database.Entries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
        AuditEntry[] logins = [.. rows.Where(row => row is { Name: "credential_issued", User: "user-alice" })];
        Expect(2, logins.Length, "rows of logins");
        Expect(2, logins.Count(row => row.UserAgent == UserAgent && row.Address == "127.0.0.0" && row.Session is not null), "of them with client and session");
        Expect(1, rows.Count(row => row is { Name: "session_ended", User: "user-alice", Reason: "LoggedOutElsewhere", Detail: "by OtherSession" }), "row of the end on the other device");
        Expect(1, rows.Count(row => row is { Name: "session_ended", User: "user-alice", Reason: "LoggedOut", Detail: "by User" }), "row of the logout");
        Expect(1, rows.Count(row => row is { Name: "request_refused", Reason: "CrossSite", UserAgent: UserAgent }), "row of the refused request");
        Expect(Burst + 1, rows.Count(row => row is { Name: "credential_refused", Reason: "UnknownSession" }), "rows of refused credentials");
        Expect(256, rows.Max(row => row.UserAgent?.Length ?? 0), "characters of the longest user agent");

        byte[] file = await File.ReadAllBytesAsync(path);
        Expect(0, secrets.Count(secret => file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0), "credentials in the file");

        AuditRetention retention = app.Services.GetRequiredService<AuditRetention>();
        DateTime old = (DateTimeOffset.UtcNow - AuditRetention.Keep - TimeSpan.FromMinutes(1)).UtcDateTime;
        database.Entries.Add(new() { Time = old, Name = "credential_issued", Strategy = "Session" });
        await database.SaveChangesAsync();
        Expect(1, await retention.DeleteOldAsync(default), "old row deleted");
        Expect(rows.Count, await database.Entries.CountAsync(), "rows kept");
        await app.StopAsync();
    }

    private static void Expect(int expected, int actual, string what)
    {
        _bad += expected == actual ? 0 : 1;
        Console.WriteLine($"{(expected == actual ? "ok    " : "FAILED")} {what}: {actual}{(expected == actual ? "" : $", expected {expected}")}");
    }
}
