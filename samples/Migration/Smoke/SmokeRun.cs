using System.Security.Cryptography;
using AuthStrategies;
using Migration.FromAddCookie;
using Migration.FromIdentityApi;
using Migration.FromJwtBearer;

namespace Migration.Smoke;

/// <summary>Logs users in at the former release of each application, and goes on with the new one.</summary>
internal static class SmokeRun
{
    private static int _failed;

    public static async Task<int> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-migration-");
        try
        {
            await AddCookieAsync(folder);
            await JwtBearerAsync(folder);
            await IdentityApiAsync(folder);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }

        Console.WriteLine(_failed == 0 ? "No user was logged out." : $"{_failed} failed.");
        return _failed == 0 ? 0 : 1;
    }

    private static async Task AddCookieAsync(DirectoryInfo keys)
    {
        MemoryTickets tickets = new();
        await using WebApplication before = await Application.StartAsync(keys, services => FromAddCookie.Before.AddServices(services, tickets), FromAddCookie.Before.Map);
        FromAddCookie.After.Release = DateTimeOffset.UtcNow;
        await using WebApplication after = await Application.StartAsync(keys, services => FromAddCookie.After.AddServices(services, tickets, isDevelopment: true), FromAddCookie.After.Map);
        using Client alice = new();
        await alice.SendAsync(before, "POST /login/alice");
        Check("AddCookie: logged in before", "200 alice", await alice.SendAsync(before, "GET /me"));
        using Client copy = alice.Copy();
        string[] pages = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => alice.SendAsync(after, "GET /me")));
        Check("AddCookie: five requests at once after the release", "200 alice", string.Join(", ", pages.Distinct()));
        Check("AddCookie: the new cookie in place of the old one", "auth", string.Join(", ", alice.Cookies));
        Check("AddCookie: the ticket is gone", "0", $"{tickets.Count}");
        Check("AddCookie: the next request", "200 alice", await alice.SendAsync(after, "GET /me"));
        await alice.SendAsync(after, "POST /logout");
        Check("AddCookie: a copy of the old cookie", "401", (await copy.SendAsync(after, "GET /me"))[..3]);
    }

    private static async Task JwtBearerAsync(DirectoryInfo keys)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        var key = JwtKey.FromSecret(RandomNumberGenerator.GetBytes(32), "HS256");
        OwnRefreshTokens own = new();
        await using WebApplication before = await Application.StartAsync(keys, services => FromJwtBearer.Before.AddServices(services, secret, own), app => FromJwtBearer.Before.Map(app, secret));
        FromJwtBearer.After.Release = DateTimeOffset.UtcNow;
        await using WebApplication after = await Application.StartAsync(keys, services => FromJwtBearer.After.AddServices(services, secret, key, own, isDevelopment: true), FromJwtBearer.After.Map);
        using Client alice = new();
        (string access, string refresh) = await alice.TokensAsync(before, "POST /login/alice");
        Check("JwtBearer: logged in before", "200 alice", await alice.SendAsync(before, "GET /me", token: access));
        Check("JwtBearer: the former token after the release", "200 alice", await alice.SendAsync(after, "GET /me", token: access));
        (string next, string nextRefresh) = await alice.TokensAsync(after, "POST /refresh", new { refreshToken = refresh });
        Check("JwtBearer: the token of the first refresh", "200 alice", await alice.SendAsync(after, "GET /me", token: next));
        Check("JwtBearer: a refresh token of the library", "64", $"{nextRefresh.Length}");
        Check("JwtBearer: the former refresh token once more", "401", (await alice.SendAsync(after, "POST /refresh", new { refreshToken = refresh }))[..3]);
    }

    private static async Task IdentityApiAsync(DirectoryInfo folder)
    {
        const string Email = "alice@example.com";
        var login = new { email = Email, password = "Correct-horse-1" };
        string database = $"Data Source={Path.Combine(folder.FullName, "people.db")}";
        await using WebApplication before = await Application.StartAsync(folder, services => FromIdentityApi.Before.AddServices(services, database), FromIdentityApi.Before.Map);
        FromIdentityApi.After.Release = DateTimeOffset.UtcNow;
        await using WebApplication after = await Application.StartAsync(folder, services => FromIdentityApi.After.AddServices(services, database, isDevelopment: true), FromIdentityApi.After.Map);
        await using (AsyncServiceScope scope = before.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<PeopleDatabase>().Database.EnsureCreatedAsync();
        using Client browser = new();
        await browser.SendAsync(before, "POST /register", login);
        await browser.SendAsync(before, "POST /login?useCookies=true", login);
        Check("Identity: the browser before", $"200 {Email}", await browser.SendAsync(before, "GET /me"));
        Check("Identity: the browser after the release", $"200 {Email}", await browser.SendAsync(after, "GET /me"));
        Check("Identity: the new cookie in place of the old one", "auth", string.Join(", ", browser.Cookies));
        using Client mobile = new();
        (string _, string refresh) = await mobile.TokensAsync(before, "POST /login", login);
        (string access, string _) = await mobile.TokensAsync(after, "POST /refresh", new { refreshToken = refresh });
        Check("Identity: the mobile client after its first refresh", $"200 {Email}", await mobile.SendAsync(after, "GET /me", token: access));
    }

    private static void Check(string what, string expected, string actual)
    {
        bool isRight = expected == actual;
        _failed += isRight ? 0 : 1;
        Console.WriteLine(isRight ? $"ok      {what}: {actual}" : $"FAILED  {what}: expected {expected}, got {actual}");
    }
}
