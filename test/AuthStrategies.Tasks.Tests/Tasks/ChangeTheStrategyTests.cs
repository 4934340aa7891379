using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using AuthStrategies.AspNetCore;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 10: in production, from sessions to tokens and back, in three releases with one word. No user is logged out.</summary>
[TestFixture]
[Page("docs/choosing.md#One word switches")]
[Page("docs/http.md#Moving from one strategy to the other")]
public sealed class ChangeTheStrategyTests
{
    private readonly string _pem = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();

    [TestCase("Session", "Jwt")]
    [TestCase("Jwt", "Session")]
    public async Task TheTask_IsSolved(string old, string next)
    {
        // The store that the releases share; in production it is Redis or a database.
        InMemorySessionStore store = new(Options.Create(new InMemorySessionStoreOptions()), TimeProvider.System);
        string early;
        await using (Site today = await StartAsync(store, old))
            early = await LogInAsync(today);

        string late;
        await using (Site both = await StartAsync(store, next, old))
        {
            Assert.That(await SessionAsync(both, early), Is.EqualTo(HttpStatusCode.OK), "the login from before counts");
            late = await LogInAsync(both);
            Assert.That(await SessionAsync(both, late), Is.EqualTo(HttpStatusCode.OK));
            Assert.That(IsToken(late), Is.EqualTo(next == "Jwt"), "the next strategy issues");
        }

        await using Site after = await StartAsync(store, next);

        Assert.That(await SessionAsync(after, late), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await SessionAsync(after, early), Is.EqualTo(HttpStatusCode.Unauthorized), "the last release knows the next word only");
        Assert.That(IsToken(early), Is.EqualTo(old == "Jwt"));
    }

    private static bool IsToken(string cookie) => cookie.Count(c => c == '.') == 2;

    private Task<Site> StartAsync(InMemorySessionStore store, params string[] words) => Site.StartAsync(
        builder =>
        {
            Dictionary<string, string?> settings = new()
            {
                ["Auth:Http:Transport"] = "Cookie",
                ["Auth:Jwt:Issuer"] = "https://api.example",
                ["Auth:Jwt:Audience"] = "web",
                ["Auth:Jwt:SigningKeys:0:Algorithm"] = "ES256",
                ["Auth:Jwt:SigningKeys:0:Pem"] = _pem,
                ["Auth:Jwt:RefreshTokens:Enabled"] = "true",
            };
            for (int i = 0; i < words.Length; i++)
                settings[words.Length == 1 ? "Auth:Strategy" : $"Auth:Strategy:{i}"] = words[i];
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Services.AddSingleton<Users>();
            builder.Services.AddAuthStrategy(builder.Configuration.GetSection("Auth"))
                .UseSessionStore(_ => new Shared(store))
                .UseAspNetCore();
        },
        app =>
        {
            SpaSameSite.Map(app);
            app.MapAuthRefresh();
        });

    private static async Task<string> LogInAsync(Site site)
    {
        Browser browser = site.OpenBrowser();
        using HttpResponseMessage login = await browser.FetchAsync(HttpMethod.Post, "/api/login", JsonContent.Create(new LoginForm("alice", "right")));
        return login.Headers.GetValues("Set-Cookie").First(cookie => cookie.StartsWith($"{AuthStrategyDefaults.CookieName}=", StringComparison.Ordinal)).Split(';')[0];
    }

    private static async Task<HttpStatusCode> SessionAsync(Site site, string cookie)
    {
        using HttpClient client = site.Client();
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/session");
        request.Headers.Add("Cookie", cookie);
        return await client.SendAsync(request).StatusAsync();
    }

    /// <summary>One application stops, and the store goes on.</summary>
    private sealed class Shared(ISessionStore store) : DelegatingSessionStore(store);
}
