using AuthStrategies.AspNetCore.Tests.CookieTickets;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>Nodes of several releases at the same time: the former one, one that accepts and does not move, and one that moves.</summary>
[TestFixture]
public sealed partial class AcceptCookiesReleaseTests
{
    public enum Release
    {
        Former,
        Accepts,
        Moves,
    }

    [TestCase(Release.Former, Release.Accepts)]
    [TestCase(Release.Accepts, Release.Moves)]
    public async Task NodesOfTwoReleases_OneBrowserOnBoth_IsAlwaysLoggedIn(Release one, Release other)
    {
        await using Cluster cluster = await Cluster.StartAsync(one, other);
        List<string> answers = [];
        foreach ((int login, int logout) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            BrowserCookieJar jar = cluster.OpenBrowser();
            await cluster.PostAsync(login, "/login/alice", jar);
            foreach (int node in new[] { 0, 1, 0, 0, 1, 1 })
            {
                answers.Add(await cluster.GetAsync(node, jar));
                cluster.Advance(TimeSpan.FromMinutes(5));
            }

            await cluster.PostAsync(logout, "/logout", jar);
            Assert.That((await cluster.GetAsync(0, jar), await cluster.GetAsync(1, jar)), Is.EqualTo(("nobody", "nobody")), $"login at {login}, logout at {logout}");
        }

        Assert.That(answers, Is.All.EqualTo("alice"));
    }

    [Test]
    public async Task Deployments_AndRollback_NoUserIsLoggedOut()
    {
        await using Cluster cluster = await Cluster.StartAsync(Release.Former, Release.Accepts, Release.Moves);
        BrowserCookieJar jar = cluster.OpenBrowser();
        await cluster.PostAsync(0, "/login/alice", jar);

        List<string> answers = [];
        foreach (int node in new[] { 0, 1, 0, 1, 2, 1, 2, 1, 1, 2 })
            answers.Add(await cluster.GetAsync(node, jar));

        Assert.That(answers, Is.All.EqualTo("alice"));
    }

    [Test]
    public async Task NotMovedYet_NothingIsWrittenAndTheHandlerRenewsItsCookie()
    {
        await using Cluster cluster = await Cluster.StartAsync(Release.Accepts);
        BrowserCookieJar jar = cluster.OpenBrowser();
        await cluster.PostAsync(0, "/login/alice", jar);
        List<string> answers = [];
        for (int day = 0; day < 20; day++)
        {
            answers.Add(await cluster.GetAsync(0, jar));
            cluster.Advance(TimeSpan.FromDays(1));
        }

        Assert.That(answers, Is.All.EqualTo("alice"), "longer than ExpireTimeSpan");
        Assert.That((jar.Find(FormerApplication.New), cluster.Store.Calls.Count(call => call != "find")), Is.EqualTo(((string?)null, 0)));
        cluster.Advance(FormerApplication.Until - cluster.Now);
        Assert.That(await cluster.GetAsync(0, jar), Is.EqualTo("nobody"), "after Until");
    }

    [TestCase("unknown", ExpectedResult = "alice True")]
    [TestCase("ended", ExpectedResult = "alice True")]
    [TestCase("expired", ExpectedResult = "alice True")]
    [TestCase("malformed", ExpectedResult = "alice True")]
    [TestCase("stolen", ExpectedResult = "401")]
    [TestCase("live", ExpectedResult = "carol True")]
    public async Task<string> CookieOfOurs_BesideAFormerLogin(string ours)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor carol = new(app.App);
        (await carol.SendAsync(HttpMethod.Post, "/new/carol")).Dispose();
        string token = ours switch { "unknown" => new string('A', 64), "malformed" => "x", _ => carol.New! };
        if (ours == "ended")
            (await carol.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        if (ours == "stolen")
            token = token[..30] + new string('A', 34);
        if (ours == "expired")
            app.App.Time.Advance(TimeSpan.FromDays(10));
        using FormerVisitor alice = await app.VisitAsync();
        alice.Jar.Store(app.App.Address, $"{FormerApplication.New}={token}; path=/; secure");

        string first = await alice.GetAsync();

        if (first == "alice True")
            Assert.That((alice.Old, alice.New == token, await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(((string?)null, false, "alice True", 1)));
        return first;
    }

    [Test]
    public async Task BearerToken_OfNoUse_IsNotReplacedByACookie()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(http: options => options.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer);
        using FormerVisitor alice = await app.VisitAsync();

        using HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Get, "/me", headers: ("Authorization", $"Bearer {new string('A', 64)}"));

        Assert.That(((int)answer.StatusCode, await app.CountAsync()), Is.EqualTo((401, 0)));
    }

    /// <summary>Nodes that share the store, the keys of Data Protection and the address.</summary>
    private sealed class Cluster(Action<CookieAuthenticationOptions> cookie) : IAsyncDisposable
    {
        private readonly List<TestApplication> _nodes = [];
        private readonly EphemeralDataProtectionProvider _keys = new();

        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

        public DateTimeOffset Now => _time.GetUtcNow();

        public SpyStore Store { get; private set; } = null!;

        public static Task<Cluster> StartAsync(params Release[] releases) => StartAsync(_ => { }, releases);

        public static async Task<Cluster> StartAsync(Action<CookieAuthenticationOptions> cookie, params Release[] releases)
        {
            Cluster cluster = new(cookie);
            cluster.Store = new(new InMemorySessionStore(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), cluster._time));
            foreach (Release release in releases)
                cluster._nodes.Add(await TestApplication.StartAsync(services => cluster.Add(services, release), Map));
            return cluster;
        }

        public TestApplication this[int node] => _nodes[node];

        public BrowserCookieJar OpenBrowser() => new(_nodes[0].Time);

        public void Advance(TimeSpan time)
        {
            _time.Advance(time);
            _nodes.ForEach(node => node.Time.Advance(time));
        }

        public Task<string> GetAsync(int node, BrowserCookieJar jar) => SendAsync(node, HttpMethod.Get, "/", jar);

        public Task<string> PostAsync(int node, string path, BrowserCookieJar jar) => SendAsync(node, HttpMethod.Post, path, jar);

        public async ValueTask DisposeAsync()
        {
            foreach (TestApplication node in _nodes)
                await node.DisposeAsync();
        }

        private async Task<string> SendAsync(int node, HttpMethod method, string path, BrowserCookieJar jar)
        {
            using FormerVisitor visitor = new(_nodes[node], jar);
            using HttpResponseMessage answer = await visitor.SendAsync(method, path);
            return await answer.Content.ReadAsStringAsync();
        }

        private void Add(IServiceCollection services, Release release)
        {
            services.AddSingleton<IDataProtectionProvider>(_keys);
            if (release == Release.Former)
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie);
                return;
            }

            services.AddAuthentication().AddCookie(cookie);
            services.AddSingleton<RenewingEvents>();
            services.AddAuthStrategy().AddSession().UseSessionStore(_ => Store).UseAspNetCore()
                .AcceptCookies(CookieAuthenticationDefaults.AuthenticationScheme, options => (options.Until, options.MoveLogins) = (FormerApplication.Until, release == Release.Moves));
        }

        // No scheme is named, as in most applications.
        private static void Map(WebApplication app)
        {
            app.MapGet("/", (HttpContext context) => context.User.Identity?.Name ?? "nobody");
            app.MapPost("/login/{user}", (HttpContext context, string user) => context.SignInAsync(FormerApplication.User(user)));
            app.MapPost("/again/{user}", async Task (HttpContext context, string user) =>
            {
                await context.RequestServices.GetRequiredService<ISessionDirectory>().RevokeAllAsync(user);
                await context.SignInAsync(FormerApplication.User(user));
            });
            app.MapPost("/logout", (HttpContext context) => context.SignOutAsync());
        }
    }
}
