using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Moving;

/// <summary>From one strategy to the other without a logout: the application of today, and the one of tomorrow that accepts both and issues the new.</summary>
[TestFixture]
public sealed class MovingTests
{
    [Test]
    public async Task SessionToJwtInTheCookie_OldAndNew_AreAcceptedAndReplaced()
    {
        SharedStore store = new();
        string old = await OldCookieAsync(store, services => services.AddSession());
        await using TestApplication app = await StartAsync(store, builder => builder.AddJwt(Logins.JwtWithRefresh).AddSession()
            .UseAspNetCore(options => options.Strategy("Jwt").Transport = CredentialTransport.Cookie));
        using HttpClient client = app.CreateClient();
        int before = (await MeAsync(client, old)).Status;

        Answer login = await client.AskAsync("POST /login/alice", headers: ("Cookie", $"__Host-auth={old}"));

        string fresh = login.CookieValue("__Host-auth")!;
        Assert.That((before, fresh.Count(c => c == '.'), (await MeAsync(client, fresh)).Status, (await MeAsync(client, old)).Status), Is.EqualTo((200, 2, 200, 401)));
    }

    [Test]
    public async Task SessionToBearer_OldAndNew_AreAcceptedAndReplaced()
    {
        SharedStore store = new();
        string old = await OldCookieAsync(store, services => services.AddSession());
        await using TestApplication app = await StartAsync(store, builder => builder.AddJwt(Logins.Jwt).AddSession().UseAspNetCore());
        using HttpClient client = app.CreateClient();
        int before = (await MeAsync(client, old)).Status;

        Answer login = await client.AskAsync("POST /login/alice", headers: ("Cookie", $"__Host-auth={old}"));

        string fresh = (string)login.Json["accessToken"]!;
        Assert.That(login.SetCookie("__Host-auth"), Does.Contain("max-age=0"));
        Assert.That((before, (await client.AskAsync("GET /me", fresh)).Status, (await MeAsync(client, old)).Status), Is.EqualTo((200, 200, 401)));
    }

    [Test]
    public async Task JwtToSession_OldAndNew_AreAcceptedAndReplaced()
    {
        SharedStore store = new();
        string old = await OldCookieAsync(store, builder => builder.AddJwt(Revocable), options => options.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        await using TestApplication app = await StartAsync(store, builder => builder.AddSession().AddJwt(Revocable)
            .UseAspNetCore(options => options.Strategy("Jwt").Transport = CredentialTransport.Cookie));
        using HttpClient client = app.CreateClient();
        int before = (await MeAsync(client, old)).Status;

        Answer login = await client.AskAsync("POST /login/alice", headers: ("Cookie", $"__Host-auth={old}"));

        string fresh = login.CookieValue("__Host-auth")!;
        Assert.That((before, fresh.Length, (await MeAsync(client, fresh)).Status, (await MeAsync(client, old)).Status), Is.EqualTo((200, 64, 200, 401)));
    }

    [Test]
    public async Task JwtToSession_AnOldRefreshCookie_IsStillRefreshed()
    {
        SharedStore store = new();
        await using TestApplication yesterday = await StartAsync(store, builder => builder.AddJwt(Logins.JwtWithRefresh).UseAspNetCore(options => options.Strategy("Jwt").Transport = CredentialTransport.Cookie));
        using HttpClient oldClient = yesterday.CreateClient();
        string refresh = (await oldClient.AskAsync("POST /login/alice")).CookieValue("__Secure-auth-refresh")!;
        await using TestApplication app = await StartAsync(store, builder => builder.AddSession().AddJwt(Logins.JwtWithRefresh)
            .UseAspNetCore(options => options.Strategy("Jwt").Transport = CredentialTransport.Cookie));
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync("POST /auth/refresh", headers: ("Cookie", $"__Secure-auth-refresh={refresh}"));

        Assert.That(answer.Status, Is.EqualTo(204));
        Assert.That((await MeAsync(client, answer.CookieValue("__Host-auth")!)).Status, Is.EqualTo(200));
    }

    private static void Revocable(JwtStrategyOptions options)
    {
        Logins.JwtWithRefresh(options);
        options.RequireLiveSession = true;
    }

    private static async Task<string> OldCookieAsync(SharedStore store, Func<IAuthStrategyBuilder, IAuthStrategyBuilder> add, Action<AuthHttpOptions>? http = null)
    {
        await using TestApplication app = await StartAsync(store, builder => add(builder).UseAspNetCore(http));
        using HttpClient client = app.CreateClient();
        return (await client.AskAsync("POST /login/alice")).CookieValue("__Host-auth")!;
    }

    private static Task<TestApplication> StartAsync(SharedStore store, Func<IAuthStrategyBuilder, IAuthStrategyBuilder> add) =>
        TestApplication.StartAsync(services => add(services.AddAuthStrategy()).UseSessionStore(_ => store.Store), Logins.Map);

    private static Task<Answer> MeAsync(HttpClient client, string cookie) => client.AskAsync("GET /me", headers: ("Cookie", $"__Host-auth={cookie}"));
}
