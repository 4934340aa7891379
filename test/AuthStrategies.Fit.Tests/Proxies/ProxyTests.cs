using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Proxies;

/// <summary>Two instances over one store, behind a proxy that ends TLS.</summary>
[TestFixture]
public sealed class ProxyTests
{
    [Test]
    public async Task Instances_WithForwardedHeaders_ShareSessions()
    {
        SharedStore store = new();
        await using TestApplication one = await StartAsync(store, forwarded: true);
        await using TestApplication two = await StartAsync(store, forwarded: true);
        using TlsProxy proxy = new(one, two);
        await using TestApplication front = await proxy.StartAsync();
        using HttpClient client = front.CreateClient();

        Answer login = await client.AskAsync("POST /login/alice", headers: ("Origin", front.Origin));

        string cookie = login.CookieValue("__Host-auth")!;
        Answer[] answers = [await MeAsync(client, "GET", cookie), await MeAsync(client, "GET", cookie), await MeAsync(client, "POST", cookie, ("Origin", front.Origin)), await MeAsync(client, "POST", cookie, ("Origin", front.Origin))];
        Answer foreign = await MeAsync(client, "POST", cookie, ("Origin", "https://evil.example"));
        Assert.That(login.SetCookie("__Host-auth"), Does.Contain("; secure;"));
        Assert.That(answers.Select(answer => answer.Short), Is.All.EqualTo((200, "alice")));
        Assert.That(foreign.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Instances_WithForwardedHeaders_RotateAndLogOutForAll()
    {
        SharedStore store = new();
        await using TestApplication one = await StartAsync(store, forwarded: true);
        await using TestApplication two = await StartAsync(store, forwarded: true);
        using TlsProxy proxy = new(one, two);
        await using TestApplication front = await proxy.StartAsync();
        using HttpClient client = front.CreateClient();
        string cookie = (await client.AskAsync("POST /login/alice?persistent=true")).CookieValue("__Host-auth")!;
        foreach (TestApplication instance in (TestApplication[])[one, two])
            instance.Time.Advance(TimeSpan.FromDays(3));

        Answer rotated = await MeAsync(client, "GET", cookie, ("Sec-Fetch-Site", "same-origin"));

        Answer logout = await client.AskAsync("POST /auth/logout", headers: [("Cookie", $"__Host-auth={cookie}"), ("Origin", front.Origin)]);
        int[] after = [(await MeAsync(client, "GET", cookie)).Status, (await MeAsync(client, "GET", cookie)).Status];
        Assert.That(rotated.SetCookie("__Host-auth"), Does.Contain($"max-age={14 * 24 * 3600}; ").And.Contain("; secure"));
        Assert.That(((string?)logout.Json["outcome"], after[0], after[1]), Is.EqualTo(("Revoked", 401, 401)));
    }

    [Test]
    public async Task Metadata_WithForwardedHeaders_NamesTheAddressOfTheProxy()
    {
        await using TestApplication one = await StartAsync(new(), forwarded: true);
        using TlsProxy proxy = new(one);
        await using TestApplication front = await proxy.StartAsync();
        using HttpClient client = front.CreateClient();

        Answer answer = await client.AskAsync("GET /.well-known/openid-configuration");

        Assert.That((string?)answer.Json["jwks_uri"], Is.EqualTo($"{front.Origin}/.well-known/jwks.json"));
    }

    [Test]
    [Property("Requirement", "X-08")]
    public async Task SignIn_WithoutForwardedHeaders_SaysWhatIsMissing()
    {
        await using TestApplication one = await StartAsync(new(), forwarded: false);
        using TlsProxy proxy = new(one);
        await using TestApplication front = await proxy.StartAsync();
        using HttpClient client = front.CreateClient();

        Answer answer = await client.AskAsync("POST /login/alice");

        Assert.That((answer.Status, answer.SetCookie("__Host-auth")), Is.EqualTo((500, (string?)null)));
        Assert.That(one.Log.Text, Does.Contain("No credential is issued over plain HTTP").And.Contain("app.UseForwardedHeaders()"));
    }

    [Test]
    public async Task UnsafeRequest_WithoutForwardedHeaders_IsRefusedAndTheLogSaysWhatIsMissing()
    {
        SharedStore store = new();
        await using TestApplication direct = await StartAsync(store, forwarded: true);
        await using TestApplication one = await StartAsync(store, forwarded: false);
        using TlsProxy good = new(direct);
        using TlsProxy bad = new(one);
        await using TestApplication goodFront = await good.StartAsync();
        await using TestApplication badFront = await bad.StartAsync();
        using HttpClient goodClient = goodFront.CreateClient();
        using HttpClient client = badFront.CreateClient();
        string cookie = (await goodClient.AskAsync("POST /login/alice")).CookieValue("__Host-auth")!;

        Answer answer = await MeAsync(client, "POST", cookie, ("Origin", badFront.Origin));

        Assert.That(answer.Status, Is.EqualTo(403));
        Assert.That(one.Log.Entries.Where(line => line.Category.StartsWith("AuthStrategies", StringComparison.Ordinal)).Select(line => line.Text), Has.Some.Contains("app.UseForwardedHeaders()"));
    }

    private static Task<TestApplication> StartAsync(SharedStore store, bool forwarded) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession().AddJwt(Logins.JwtWithRefresh).UseAspNetCore().UseSessionStore(_ => store.Store);
            services.Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
        },
        app =>
        {
            if (forwarded)
                app.UseForwardedHeaders();
            app.UseAuthentication();
            app.UseAuthorization();
            Logins.Map(app);
        },
        https: false);

    private static Task<Answer> MeAsync(HttpClient client, string method, string cookie, params (string, string)[] headers) =>
        client.AskAsync($"{method} /me", headers: [("Cookie", $"__Host-auth={cookie}"), .. headers]);
}
