using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Our cookies under the cookie policy of the application, beside the cookie of the framework's handler.</summary>
[TestFixture]
public sealed class ResponseCookiesTests
{
    private static readonly Dictionary<string, Action<CookiePolicyOptions>> Policies = new(StringComparer.Ordinal)
    {
        ["Default"] = _ => { },
        ["Strict"] = o => o.MinimumSameSitePolicy = SameSiteMode.Strict,
        ["Lax"] = o => o.MinimumSameSitePolicy = SameSiteMode.Lax,
        ["None"] = o => o.MinimumSameSitePolicy = SameSiteMode.None,
        ["Secure"] = o => o.Secure = CookieSecurePolicy.Always,
        ["SameAsRequest"] = o => o.Secure = CookieSecurePolicy.SameAsRequest,
        ["HttpOnly"] = o => o.HttpOnly = HttpOnlyPolicy.Always,
        ["ConsentNeeded"] = o => o.CheckConsentNeeded = _ => true,
        ["OwnSameSite"] = o => Change(o, cookie => cookie.SameSite = SameSiteMode.None),
        ["Unspecified"] = o => Change(o, cookie => cookie.SameSite = SameSiteMode.Unspecified),
        ["OwnDomain"] = o => Change(o, cookie => cookie.Domain = "example.com"),
        ["OwnPath"] = o => Change(o, cookie => cookie.Path = "/app"),
        ["OwnAttribute"] = o => Change(o, cookie => cookie.Extensions.Add("Priority=High")),
        ["NotSecure"] = o => Change(o, cookie => cookie.Secure = false),
        ["NotIssued"] = o => (o.OnAppendCookie, o.OnDeleteCookie) = (context => context.IssueCookie = false, context => context.IssueCookie = false),
        ["OtherName"] = o => (o.OnAppendCookie, o.OnDeleteCookie) = (context => context.CookieName += "2", context => context.CookieName += "2"),
    };

    private static void Change(CookiePolicyOptions options, Action<CookieOptions> change) =>
        (options.OnAppendCookie, options.OnDeleteCookie) = (context => change(context.CookieOptions), context => change(context.CookieOptions));

    private static string[] Names => [.. Policies.Keys];

    [TestCaseSource(nameof(Names))]
    [Property("Requirement", "X-02")]
    public async Task SignInAndOut_UnderAPolicy_HaveTheAttributesOfTheFrameworksCookie(string policy)
    {
        await using TestApplication app = await StartAsync(Policies[policy]);

        RawAnswer signIn = await app.SendRawAsync("POST /both");
        string[] ours = [.. Attributes(signIn, "ours")];
        string[] frameworks = [.. Attributes(signIn, "theirs")];
        RawAnswer signOut = await app.SendRawAsync("POST /both-out");

        Assert.That(ours, Is.EqualTo(frameworks));
        Assert.That(ours, Has.Length.EqualTo(policy == "NotIssued" ? 0 : 1));
        Assert.That(Attributes(signOut, "ours").Select(line => line.Replace("; max-age=0", "", StringComparison.Ordinal)), Is.EqualTo(Attributes(signOut, "theirs")));
    }

    [TestCase("/in", 1, 0)]
    [TestCase("/in-out", 1, 1)]
    [TestCase("/in-in", 2, 0)]
    [TestCase("/in-error", 1, 0)]
    [TestCase("/out-error", 0, 1)]
    public async Task Policy_OfEachCookie_IsCalledOnce(string path, int appended, int deleted)
    {
        List<string> calls = [];
        await using TestApplication app = await StartAsync(o => (o.OnAppendCookie, o.OnDeleteCookie) = (context => calls.Add("+" + context.CookieName), context => calls.Add("-" + context.CookieName)));

        RawAnswer answer = await app.SendRawAsync($"POST {path}", ["Cookie: ours=" + new string('x', 64)]);

        Assert.That((calls.Count(call => call == "+ours"), calls.Count(call => call == "-ours")), Is.EqualTo((appended, deleted)));
        Assert.That(answer.SetCookie("ours"), Does.Contain(deleted > 0 ? "max-age=0" : "; path=/; secure; samesite=lax; httponly"));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    [Property("Requirement", "F-05")]
    public async Task ErrorPage_AfterASignOut_KeepsWhatThePolicySaid()
    {
        await using TestApplication app = await StartAsync(o => o.MinimumSameSitePolicy = SameSiteMode.Strict);

        RawAnswer answer = await app.SendRawAsync("POST /out-error", ["Cookie: ours=" + new string('x', 64)]);

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(answer.SetCookie("ours"), Does.Contain("max-age=0").And.Contain("samesite=strict"));
    }

    [Test]
    public async Task Rotation_AtHeaders_FollowsThePolicy()
    {
        await using TestApplication app = await StartAsync(o => o.MinimumSameSitePolicy = SameSiteMode.Strict);
        RawAnswer login = await app.SendRawAsync("POST /in");
        app.Time.Advance(TimeSpan.FromMinutes(20));

        RawAnswer answer = await app.SendRawAsync("GET /who", ["Sec-Fetch-Site: same-origin", "Cookie: ours=" + login.CookieValue("ours")]);

        Assert.That(answer.SetCookie("ours"), Does.Contain("samesite=strict"));
        Assert.That(answer.CookieValue("ours"), Is.Not.EqualTo(login.CookieValue("ours")));
    }

    [Test]
    public async Task Policy_ThatAddsACookieOfItsOwn_DoesNotLoseIt()
    {
        await using TestApplication app = await StartAsync(o => o.OnAppendCookie = context =>
        {
            if (context.CookieName == "ours")
                context.Context.Response.Cookies.Append("hint", "1");
        });

        RawAnswer answer = await app.SendRawAsync("POST /in");

        Assert.That(answer.All("Set-Cookie").Select(line => line.Split('=')[0]), Is.EqualTo(new[] { "hint", "ours" }));
    }

    [Test]
    [Property("Requirement", "F-05")]
    public async Task Policy_ThatThrows_LeavesNoSession()
    {
        await using TestApplication app = await StartAsync(o => o.OnAppendCookie = _ => throw new NotSupportedException("policy"));

        RawAnswer answer = await app.SendRawAsync("POST /in");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((500, false)));
        Assert.That(await app.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Is.Empty);
    }

    [Test]
    public async Task Value_WithCharactersThatTheFrameworkEncodes_IsWrittenAsItIsRead()
    {
        await using TestHost host = await TestHost.StartAsync(builder => builder.AddStrategy<OddStrategy>("Odd"), map: app => app.UseCookiePolicy());

        RawAnswer login = await host.SendAsync("POST /login/alice");
        RawAnswer me = await host.SendAsync("GET /me", "Cookie: __Host-auth=" + login.CookieValue("__Host-auth"));

        Assert.That(login.CookieValue("__Host-auth"), Is.EqualTo(OddStrategy.Value));
        Assert.That((me.Status, me.Body), Is.EqualTo((200, "alice")));
    }

    private static IEnumerable<string> Attributes(RawAnswer answer, string name) =>
        answer.All("Set-Cookie").Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[line.IndexOf(';', StringComparison.Ordinal)..]);

    private static Task<TestApplication> StartAsync(Action<CookiePolicyOptions> policy) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthentication(AuthStrategyDefaults.Scheme).AddCookie(o => o.Cookie.Name = "theirs");
            services.AddAuthStrategy().AddSession().UseAspNetCore(o => o.Strategy("Session").Cookie.Name = "ours");
            services.Configure(policy);
        },
        app =>
        {
            app.UseExceptionHandler(page => page.Run(context => context.Response.WriteAsync("sorry")));
            app.UseCookiePolicy();
            app.MapGet("/who", (HttpContext context) => context.User.Identity!.Name);
            app.MapPost("/{steps}", async (string steps, HttpContext context) =>
            {
                foreach (string step in steps.Split('-'))
                    await TakeAsync(context, step);
            });
        });

    private static async Task TakeAsync(HttpContext context, string step)
    {
        switch (step)
        {
            case "in":
                await context.SignInAsync(Logins.Alice);
                break;
            case "out" when context.Request.Path == "/both-out":
                await context.SignOutAsync();
                await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
                break;
            case "out":
                await context.SignOutAsync();
                break;
            case "error":
                throw new InvalidOperationException("later");
            case "both" when context.Request.Path == "/both":
                await context.SignInAsync(Logins.Alice);
                await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Logins.Alice);
                break;
            default:
                break;
        }
    }

    /// <summary>A strategy whose credentials contain characters that the session token and the JWT do not have.</summary>
    private sealed class OddStrategy : IAuthStrategy
    {
        public const string Value = "a+b/c==.x:y!";

        public string Name => "Odd";

        public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) =>
            new(new IssuedCredential { Value = Value, ExpiresAt = DateTimeOffset.MaxValue });

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) =>
            new(credential == Value ? AuthResult.Success(Logins.Alice) : AuthResult.Fail(AuthFailureReason.Malformed, "It is another one."));

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => new(default(RefreshResult));

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => new(RevokeOutcome.NotFound);
    }
}
