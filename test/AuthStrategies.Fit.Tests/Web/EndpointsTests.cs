using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Web;

/// <summary>Controllers, Razor Pages and minimal APIs of an application that uses our schemes.</summary>
[TestFixture]
public sealed class EndpointsTests
{
    private static readonly string[] Private = ["GET /things/mine", "GET /pages/private", "GET /minimal/mine"];

    [TestCaseSource(nameof(Private))]
    public async Task Authorize_NoUser_Is401WithTheSchemes(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine);

        Assert.That((answer.Status, answer.One("WWW-Authenticate"), answer.One("Content-Type")), Is.EqualTo((401, "Bearer", "application/problem+json")));
    }

    [TestCaseSource(nameof(Private))]
    public async Task Authorize_WithOurCookie_LetsIn(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync(requestLine);

        Assert.That((answer.Status, answer.Body.Trim()), Is.EqualTo((200, answer.Body.Contains("via", StringComparison.Ordinal) ? "alice via Session" : "alice")));
    }

    [TestCaseSource(nameof(Private))]
    public async Task Authorize_WithAToken_LetsIn(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync();
        string token = await app.TokenAsync();
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine, token);

        Assert.That((answer.Status, answer.Body.Trim()), Is.EqualTo((200, answer.Body.Contains("via", StringComparison.Ordinal) ? "alice via Jwt" : "alice")));
    }

    [TestCase("alice", "GET /things/tall", 403)]
    [TestCase("tall-alice", "GET /things/tall", 200)]
    [TestCase("alice", "GET /things/admin", 403)]
    [TestCase("admin-alice", "GET /things/admin", 200)]
    [TestCase("alice", "GET /pages/admin", 403)]
    [TestCase("admin-alice", "GET /pages/admin", 200)]
    public async Task Policy_OfTheApplication_Decides(string name, string requestLine, int status)
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient browser = await app.LoginAsync(name);

        Answer answer = await browser.AskAsync(requestLine);

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [TestCase("GET /schemes/jwt", false, 401)]
    [TestCase("GET /schemes/jwt", true, 200)]
    [TestCase("GET /schemes/session", false, 200)]
    [TestCase("GET /schemes/session", true, 401)]
    [TestCase("GET /schemes/both", false, 200)]
    [TestCase("GET /schemes/both", true, 200)]
    [TestCase("GET /minimal/jwt", false, 401)]
    [TestCase("GET /minimal/jwt", true, 200)]
    public async Task Schemes_Named_AuthenticateTheirOwnAlone(string requestLine, bool withToken, int status)
    {
        await using TestApplication app = await WebApp.StartAsync();
        string token = await app.TokenAsync();
        using HttpClient browser = await app.LoginAsync();
        using HttpClient client = app.CreateClient();

        Answer answer = withToken ? await client.AskAsync(requestLine, token) : await browser.AskAsync(requestLine);

        Assert.That((answer.Status, answer.Status == 200 ? answer.Body : "alice"), Is.EqualTo((status, "alice")));
    }

    [Test]
    public async Task Challenge_OfTwoOfOurSchemes_NamesBoth()
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync("GET /schemes/both");

        Assert.That((answer.Status, string.Join(" | ", answer.All("WWW-Authenticate"))), Is.EqualTo((401, "Cookie | Bearer")));
    }

    [TestCase("GET /things/open")]
    [TestCase("GET /minimal/open")]
    [TestCase("GET /.well-known/jwks.json")]
    [TestCase("GET /.well-known/openid-configuration")]
    [TestCase("POST /auth/logout")]
    public async Task FallbackPolicy_OfTheApplication_LeavesOpenWhatIsOpen(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync(services: Fallback);
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test]
    public async Task FallbackPolicy_OfTheApplication_ClosesWhatSaysNothing()
    {
        await using TestApplication app = await WebApp.StartAsync(services: Fallback);
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync("GET /minimal/unsaid");

        Assert.That(answer.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task FallbackPolicy_OfTheApplication_LeavesRefreshToItself()
    {
        await using TestApplication app = await WebApp.StartAsync(services: Fallback);
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync("POST /auth/refresh", content: new StringContent("""{"refreshToken":"x.y.z"}""", System.Text.Encoding.UTF8, "application/json"));

        Assert.That((answer.Status, (string?)answer.Json["error"]), Is.EqualTo((401, "invalid_grant")));
    }

    [Test]
    public async Task ClaimsTransformation_OfTheApplication_IsAskedAndReachesNoOtherRequest()
    {
        await using TestApplication app = await WebApp.StartAsync(services: services => services.AddSingleton<IClaimsTransformation, Counting>());
        using HttpClient browser = await app.LoginAsync();
        string first = (await browser.AskAsync("GET /things/claims")).Body;

        Answer second = await browser.AskAsync("GET /things/claims");

        Assert.That((first.Split(',').Length, second.Json.AsArray().Count), Is.EqualTo((1, 1)));
        Assert.That(second.Body, Is.Not.EqualTo(first));
    }

    [TestCase("GET /pages/private?a=b", "/sign%20in?ReturnUrl=%2Fpages%2Fprivate%3Fa%3Db")]
    public async Task LoginPath_ANavigation_IsSentThere(string requestLine, string location)
    {
        await using TestApplication app = await WebApp.StartAsync(options => options.LoginPath = "/sign in");
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine, headers: RequestExtensions.Navigation);

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((302, location)));
    }

    [TestCase("GET /pages/private", "Sec-Fetch-Mode", "cors")]
    [TestCase("GET /pages/private", "X-Requested-With", "XMLHttpRequest")]
    [TestCase("GET /pages/private", "Accept", "application/json")]
    [TestCase("POST /things/mine", "Accept", "text/html")]
    // A controller with [ApiController] answers the status, as with the in-box handler since ASP.NET Core 10.
    [TestCase("GET /things/mine", "Sec-Fetch-Mode", "navigate")]
    public async Task LoginPath_NoNavigation_IsAnswered401(string requestLine, string name, string value)
    {
        await using TestApplication app = await WebApp.StartAsync(options => options.LoginPath = "/login");
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine, headers: (name, value));

        Assert.That(answer.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task AccessDeniedPath_ANavigation_IsSentThere()
    {
        await using TestApplication app = await WebApp.StartAsync(options => options.AccessDeniedPath = "/denied");
        using HttpClient browser = await app.LoginAsync();

        Answer page = await browser.AskAsync("GET /pages/admin", headers: RequestExtensions.Navigation);

        Answer script = await browser.AskAsync("GET /pages/admin", headers: ("Sec-Fetch-Mode", "cors"));
        Assert.That((page.Status, page.One("Location"), script.Status), Is.EqualTo((302, "/denied?ReturnUrl=%2Fpages%2Fadmin", 403)));
    }

    [Test]
    public async Task Antiforgery_OfTheFramework_WorksWithOurCookie()
    {
        await using TestApplication app = await WebApp.StartAsync();
        using HttpClient browser = await app.LoginAsync();
        string form = (await browser.AskAsync("GET /pages/form")).Body;
        string token = form.Split("__RequestVerificationToken\" type=\"hidden\" value=\"")[1].Split('"')[0];
        using FormUrlEncodedContent filledIn = new([new("__RequestVerificationToken", token)]);
        using FormUrlEncodedContent forged = new([new("__RequestVerificationToken", "x")]);

        Answer answer = await browser.AskAsync("POST /pages/form", content: filledIn);

        Answer without = await browser.AskAsync("POST /pages/form", content: forged);
        using HttpClient bob = await app.LoginAsync("bob");
        await bob.AskAsync("GET /pages/form");
        using FormUrlEncodedContent others = new([new("__RequestVerificationToken", token)]);
        Answer foreign = await bob.AskAsync("POST /pages/form", content: others);
        Assert.That((answer.Status, answer.Body.Trim(), without.Status, foreign.Status), Is.EqualTo((200, "posted by alice", 400, 400)));
    }

    [Test]
    public async Task StatusCodePages_OfTheApplication_WriteTheBodyAndKeepTheHeaders()
    {
        await using TestApplication app = await WebApp.StartAsync(before: web => web.UseStatusCodePages("text/plain", "Status {0}").UseAuthorization());
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync("GET /things/mine");

        Assert.That((answer.Status, answer.Body, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Status 401", "Bearer")));
    }

    [Test]
    public async Task StatusCodePages_ReExecuted_KeepStatusAndHeaders()
    {
        await using TestApplication app = await WebApp.StartAsync(
            before: web =>
            {
                web.UseStatusCodePagesWithReExecute("/sorry/{0}");
                web.UseRouting();
            },
            map: web =>
            {
                web.UseAuthorization();
                WebApp.Map(web);
                web.MapGet("/sorry/{status}", (string status) => $"Sorry {status}").AllowAnonymous();
            });
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync("GET /things/mine");

        Assert.That((answer.Status, answer.Body, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Sorry 401", "Bearer")));
    }

    [Test]
    public async Task ExceptionHandler_OfTheApplication_SeesItsOwnExceptions()
    {
        await using TestApplication app = await WebApp.StartAsync(
            services: services => services.AddProblemDetails(),
            before: web => web.UseExceptionHandler());
        using HttpClient browser = await app.LoginAsync();

        Answer answer = await browser.AskAsync("GET /things/broken");

        Assert.That((answer.Status, answer.One("Content-Type")?.Split(';')[0], answer.One("WWW-Authenticate")), Is.EqualTo((500, "application/problem+json", (string?)null)));
    }

    [TestCase("GET /things/mine")]
    [TestCase("GET /minimal/mine")]
    public async Task ProblemDetails_Customised_AreSoForOursToo(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync(
            services: services => services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["support"] = "ask us"));
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine);

        Assert.That(((int?)answer.Json["status"], (string?)answer.Json["title"], (string?)answer.Json["support"]), Is.EqualTo((401, "Authentication is required.", "ask us")));
    }

    private static void Fallback(IServiceCollection services) =>
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

    private sealed class Counting : IClaimsTransformation
    {
        private int _count;

        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            ((ClaimsIdentity)principal.Identity!).AddClaim(new("seen", $"{Interlocked.Increment(ref _count)}"));
            return Task.FromResult(principal);
        }
    }
}
