using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Several strategies over one source, sign-ins without an authentication, tokens of other issuers, addresses of redirects.</summary>
[TestFixture]
public sealed class HookAttackTests
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    [Test]
    [Property("Requirement", "C-09")]
    public async Task Token_AskedOfManyStrategies_CostsAtMostEightSignatureChecks()
    {
        Counter counter = new();
        await using TestHost host = await TestHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton(counter);
            builder.AddJwt(Logins.Jwt);
            for (int i = 0; i < 12; i++)
                builder.AddStrategy<Counting>($"Other{i}");
        },
        o =>
        {
            for (int i = 0; i < 12; i++)
                (o.Strategy($"Other{i}").Transport, o.Strategy($"Other{i}").Sources) = (CredentialTransport.Bearer, CredentialSources.Bearer);
        });
        string token = ForeignTokens.Create("https://nowhere.example", "tests", Secret, host.App.Time.GetUtcNow(), "alice");

        RawAnswer answer = await host.SendAsync("GET /me", $"Authorization: Bearer {token}");

        // The JWT strategy counts as one: its refusal may have cost a check.
        Assert.That((answer.Status, counter.Asked), Is.EqualTo((401, 7)));
    }

    [Test]
    public async Task Token_ThatExpired_OfTheSecondStrategy_IsCalledExpired()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.Jwt).AddJwt("Second", Second("https://second.example")), environment: "Development");
        string token = ForeignTokens.Create("https://second.example", "tests", Secret, host.App.Time.GetUtcNow() - TimeSpan.FromHours(2), "alice");

        RawAnswer answer = await host.SendAsync("GET /me", $"Authorization: Bearer {token}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((401, answer.Body)));
        Assert.That(answer.Body, Does.Contain("Expired"));
    }

    [Test]
    [Property("Requirement", "C-09")]
    public async Task Token_OfAVerifyOnlyStrategy_ManagesNoSessionOfOurs([Values("GET /auth/sessions", "POST /auth/logout-everywhere", "POST /auth/logout-others", "DELETE /auth/sessions/{0}", "POST /auth/sessions/{0}")] string call, [Values] bool namesSession)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt("Foreign", Second("https://second.example")));
        string cookie = await host.LogInAsync();
        SessionInfo victim = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single();
        string token = ForeignTokens.Create("https://second.example", "tests", Secret, host.App.Time.GetUtcNow(), "alice", namesSession ? victim.Id.ToString() : null);
        string[] headers = [$"Authorization: Bearer {token}"];

        RawAnswer answer = await host.SendAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, call, victim.Id), headers);
        RawAnswer session = await host.SendAsync("GET /auth/session", headers);
        RawAnswer owner = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That(owner.Status, Is.EqualTo(200), answer.Text);
        Assert.That(answer.Body, Does.Not.Contain(victim.Id.ToString()));
        Assert.That((session.Status, session.Body), Is.EqualTo((200, session.Body)));
        Assert.That(session.Body, Does.Not.Contain(victim.Id.ToString()));
    }

    [Test]
    [Property("Requirement", "F-22")]
    public async Task SignIn_AfterTheSessionEnded_WithOtherPersistence_StartsNoFullSession()
    {
        await using TestHost host = await TestHost.StartAsync(map: MapAgain);
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(30));

        RawAnswer again = await host.SendAsync("POST /again?persistent=true&end=true", $"Cookie: __Host-auth={cookie}");
        IReadOnlyList<SessionInfo> sessions = await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice");

        Assert.That(sessions, Is.Empty, again.Text);
    }

    [Test]
    public async Task SignIn_RepeatedWithChanges_NeverMovesTheEnd()
    {
        await using TestHost host = await TestHost.StartAsync(map: MapAgain);
        string cookie = await host.LogInAsync();
        ISessionDirectory directory = host.App.Services.GetRequiredService<ISessionDirectory>();
        DateTimeOffset end = (await directory.ListAsync("alice")).Single().AbsoluteExpiresAt;

        for (int i = 0; i < 6; i++)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(20));
            RawAnswer again = await host.SendAsync($"POST /again?persistent={(i % 2 == 0 ? "true" : "false")}", $"Cookie: __Host-auth={cookie}");
            cookie = again.CookieValue("__Host-auth") ?? cookie;
        }

        Assert.That((await directory.ListAsync("alice")).Single().AbsoluteExpiresAt, Is.EqualTo(end));
    }

    [Test]
    public async Task SignIn_RepeatedAsAnotherUser_WithAJwt_EndsWithTheFirst()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie, map: MapAgain);
        string cookie = await host.LogInAsync();
        ISessionDirectory directory = host.App.Services.GetRequiredService<ISessionDirectory>();
        DateTimeOffset end = (await directory.ListAsync("alice")).Single().AbsoluteExpiresAt;
        host.App.Time.Advance(TimeSpan.FromMinutes(10));

        await host.SendAsync("POST /again?user=bob", $"Cookie: __Host-auth={cookie}");

        Assert.That((await directory.ListAsync("bob")).Single().AbsoluteExpiresAt, Is.EqualTo(end));
        Assert.That(await directory.ListAsync("alice"), Is.Empty);
    }

    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example")]
    [TestCase("\\\\evil.example")]
    [TestCase("/\t/evil.example")]
    [TestCase("https:evil.example")]
    [TestCase("https:/evil.example")]
    [TestCase("https://user@evil.example/")]
    [TestCase("https://evil.example\\@good.example/")]
    [TestCase("javascript:alert(1)")]
    [TestCase("/x\r\nSet-Cookie: a=b")]
    [TestCase("~//evil.example")]
    [TestCase("~/\\evil.example")]
    [TestCase("")]
    [TestCase("login")]
    public async Task LoginLocation_ThatIsNoAddress_IsNoRedirectThere(string location)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.LoginLocation = _ => location);

        RawAnswer answer = await host.SendAsync("GET /me", "Sec-Fetch-Mode: navigate", "Accept: text/html");

        Assert.That(answer.One("Set-Cookie"), Is.Null);
        if (answer.Status == 302)
            Assert.That(answer.One("Location"), Does.StartWith("/").And.Not.StartWith("//").And.Not.StartWith("/\\"));
        else
            Assert.That(answer.Status, Is.EqualTo(500));
    }

    [TestCase("/login", "/login")]
    [TestCase("/login?a=1", "/LOGIN")]
    [TestCase("/login#x", "/login?q=1")]
    [TestCase("/login", "/login/")]
    [TestCase("~/login", "/login")]
    [TestCase("/x/../login", "/login")]
    [TestCase("/./login", "/login")]
    [TestCase("/l%6Fgin", "/login")]
    public async Task LoginLocation_ThatRefusesItsOwnVisitor_EndsInNoLoop(string location, string start)
    {
        await using TestHost host = await TestHost.StartAsync(
            http: o => o.LoginLocation = _ => location, map: app => app.MapGet("/login", () => "").RequireAuthorization());
        Uri url = new(host.App.Address, start);
        int hops = 0;
        RawAnswer answer;
        do
        {
            answer = await host.SendAsync($"GET {url.PathAndQuery}", "Sec-Fetch-Mode: navigate", "Accept: text/html");
            if (answer.Status == 302)
                url = new(url, answer.One("Location")!);
        }
        while (answer.Status == 302 && ++hops < 6);

        Assert.That(hops, Is.LessThan(3), answer.Text);
    }

    private static Action<JwtStrategyOptions> Second(string issuer) => o =>
    {
        (o.Issuer, o.Audience) = (issuer, "tests");
        o.VerificationKeys.Add(JwtKey.FromBase64(Convert.ToBase64String(Secret), "HS256"));
    };

    private static void MapAgain(WebApplication app) => app.MapPost("/again", async (HttpContext context, ISessionDirectory directory, string user = "alice", bool? persistent = null, bool end = false) =>
    {
        AuthenticationProperties properties = (await context.AuthenticateAsync()).Properties!;
        if (persistent is { } value)
            properties.IsPersistent = value;
        if (end)
            await directory.RevokeAllAsync("alice");
        await context.SignInAsync(Logins.User(user, "admin"), properties);
    });

    private sealed class Counter
    {
        public int Asked { get; set; }
    }

    /// <summary>A strategy that finds the signature of each token wrong.</summary>
    private sealed class Counting(Counter counter, [ServiceKey] string name) : IAuthStrategy
    {
        public string Name => name;

        public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
        {
            counter.Asked++;
            return new(AuthResult.Fail(AuthFailureReason.BadSignature, "of the test"));
        }

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => new(RefreshResult.None);

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => new(RevokeOutcome.NotFound);
    }
}
