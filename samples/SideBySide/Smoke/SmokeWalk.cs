using System.Net;

namespace SideBySide.Smoke;

/// <summary>
/// The main steps without a browser: starts the application on a free port, walks both columns over real HTTP, and says
/// what came of each step.
/// </summary>
internal static class SmokeWalk
{
    // Longer than RotateEvery and LateRequestWindow.
    private const int SixteenMinutes = 16 * 60;

    public static async Task<int> RunAsync()
    {
        await using WebApplication app = await DemoApp.StartOnFreePortAsync();
        Console.WriteLine($"Walking {DemoApp.Address(app)}");
        Checklist checks = new();
        using HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = DemoApp.Address(app) };

        await ThePageAsync(checks, http);
        await SessionAsync(checks, new SmokeClient(http, "session"));
        await JwtAsync(checks, new SmokeClient(http, "jwt"));
        await BothAsync(checks, new SmokeClient(http, "session"), new SmokeClient(http, "jwt"));
        return checks.Conclude();
    }

    private static async Task ThePageAsync(Checklist checks, HttpClient http)
    {
        foreach (string file in new[] { "/", "/app.js", "/style.css" })
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(file, UriKind.Relative));
            checks.Expect($"the page: {file}", HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static async Task SessionAsync(Checklist checks, SmokeClient client)
    {
        checks.Expect("session: call before login", HttpStatusCode.Unauthorized, await client.CallAsync());
        checks.Expect("session: log in", HttpStatusCode.OK, await client.LogInAsync());
        checks.Expect("session: call", HttpStatusCode.OK, await client.CallAsync());

        SmokeClient thief = client.Copy();
        await client.WaitAsync(SixteenMinutes);
        checks.Expect("session: call 16 minutes later", HttpStatusCode.OK, await client.CallAsync());
        checks.Expect(client.Cookie != thief.Cookie, "session: the answer rotated the cookie by itself");
        checks.Expect("session: call with the new cookie", HttpStatusCode.OK, await client.CallAsync());

        string? copied = thief.Cookie;
        await client.WaitAsync(SixteenMinutes);
        checks.Expect("session: the copy of the old cookie calls", HttpStatusCode.OK, await thief.CallAsync());
        checks.Expect(thief.Cookie != copied, "session: the copy got a cookie beside the owner's");
        checks.Expect("session: the copy calls with it", HttpStatusCode.OK, await thief.CallAsync());
        await client.WaitAsync(SixteenMinutes);
        checks.Expect("session: the owner calls too, so the session ends", HttpStatusCode.Unauthorized, await client.CallAsync());
        checks.Expect("session: it has ended for the copy as well", HttpStatusCode.Unauthorized, await thief.CallAsync());

        checks.Expect("session: log in again", HttpStatusCode.OK, await client.LogInAsync());
        thief = client.Copy();
        checks.Expect("session: log out", HttpStatusCode.OK, await client.LogOutAsync());
        checks.Expect("session: a copy after logout", HttpStatusCode.Unauthorized, await thief.CallAsync());
    }

    private static async Task JwtAsync(Checklist checks, SmokeClient client)
    {
        checks.Expect("jwt: log in", HttpStatusCode.OK, await client.LogInAsync());
        checks.Expect("jwt: call", HttpStatusCode.OK, await client.CallAsync());
        await client.WaitAsync((15 * 60) + 11);
        checks.Expect("jwt: call after expiry", HttpStatusCode.Unauthorized, await client.CallAsync());
        checks.Expect("jwt: refresh", HttpStatusCode.OK, await client.RefreshAsync());
        checks.Expect("jwt: call with the new token", HttpStatusCode.OK, await client.CallAsync());

        SmokeClient thief = client.Copy();
        checks.Expect("jwt: log out", HttpStatusCode.OK, await client.LogOutAsync());
        checks.Expect("jwt: a copy after logout, RequireLiveSession off", HttpStatusCode.OK, await thief.CallAsync());
        await client.RequireLiveSessionAsync(true);
        checks.Expect("jwt: the same copy, RequireLiveSession on", HttpStatusCode.Unauthorized, await thief.CallAsync());
        checks.Expect("jwt: the copy refreshes", HttpStatusCode.Unauthorized, await thief.RefreshAsync());
    }

    private static async Task BothAsync(Checklist checks, SmokeClient session, SmokeClient jwt)
    {
        checks.Expect("both: log in with a session", HttpStatusCode.OK, await session.LogInAsync());
        checks.Expect("both: log in with a JWT", HttpStatusCode.OK, await jwt.LogInAsync());
        checks.Expect("both: log out everywhere", HttpStatusCode.OK, await jwt.LogOutEverywhereAsync());
        checks.Expect("both: the session is ended", HttpStatusCode.Unauthorized, await session.CallAsync());
        checks.Expect("both: the JWT is ended", HttpStatusCode.Unauthorized, await jwt.CallAsync());
    }
}
