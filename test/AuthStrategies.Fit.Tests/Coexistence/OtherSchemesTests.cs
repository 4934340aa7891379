using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Fit.Tests.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Fit.Tests.Coexistence;

/// <summary>Our schemes beside the framework's AddJwtBearer and AddCookie, in one application.</summary>
[TestFixture]
public sealed class OtherSchemesTests
{
    private const string Theirs = "Their-JWT";
    private static readonly SymmetricSecurityKey TheirKey = new(RandomNumberGenerator.GetBytes(32));

    [TestCase("ours", "default", 200)]
    [TestCase("ours", "jwt", 200)]
    [TestCase("ours", "theirs", 401)]
    [TestCase("ours", "both", 200)]
    [TestCase("theirs", "default", 401)]
    [TestCase("theirs", "jwt", 401)]
    [TestCase("theirs", "theirs", 200)]
    [TestCase("theirs", "both", 200)]
    [TestCase("session", "default", 200)]
    [TestCase("session", "theirs", 401)]
    [TestCase("session", "cookie", 401)]
    [TestCase("cookie", "default", 401)]
    [TestCase("cookie", "cookie", 200)]
    [TestCase("cookie", "all", 200)]
    [TestCase("session", "all", 200)]
    public async Task Credential_OfOneScheme_IsAuthenticatedByItsOwnAlone(string credential, string endpoint, int status)
    {
        await using TestApplication app = await StartAsync();
        using HttpClient client = app.Browser();
        string? bearer = await PresentAsync(client, credential);

        Answer answer = await client.AskAsync($"GET /{endpoint}", bearer, headers: ("X-Requested-With", "XMLHttpRequest"));

        Assert.That(answer.Status, Is.EqualTo(status), app.Log.Text);
    }

    [TestCase("both")]
    [TestCase("all")]
    public async Task Challenge_OfOursAndTheirs_IsAnsweredByBoth(string endpoint)
    {
        await using TestApplication app = await StartAsync();
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync($"GET /{endpoint}", headers: ("X-Requested-With", "XMLHttpRequest"));

        Assert.That((answer.Status, answer.All("WWW-Authenticate")), Is.EqualTo((401, (string[])["Bearer", "Bearer"])));
        Assert.That(app.Log.Text, Does.Not.Contain("has already started").And.Not.Contains("Unhandled"));
    }

    [Test]
    public async Task Forbid_OfOursAndTheirs_Is403WithoutAnException()
    {
        await using TestApplication app = await StartAsync();
        using HttpClient client = app.CreateClient();
        string? bearer = await PresentAsync(client, "ours");

        Answer answer = await client.AskAsync("GET /forbidden", bearer);

        Assert.That(answer.Status, Is.EqualTo(403));
        Assert.That(app.Log.Text, Does.Not.Contain("has already started").And.Not.Contains("Unhandled"));
    }

    [Test]
    public async Task DefaultScheme_OfTheApplication_Stays()
    {
        await using TestApplication app = await StartAsync(Theirs);
        using HttpClient client = app.CreateClient();

        Answer theirs = await client.AskAsync("GET /default", await PresentAsync(client, "theirs"));

        Answer ours = await client.AskAsync("GET /default", await PresentAsync(client, "ours"));
        Answer oursByName = await client.AskAsync("GET /jwt", await PresentAsync(client, "ours"));
        Assert.That((theirs.Status, ours.Status, oursByName.Status), Is.EqualTo((200, 401, 200)));
    }

    [TestCase("ours")]
    [TestCase("theirs")]
    [TestCase("session")]
    public async Task PolicyScheme_ThatChoosesByIssuer_LetsBothIn(string credential)
    {
        await using TestApplication app = await StartAsync("Choose");
        using HttpClient client = app.Browser();
        string? bearer = await PresentAsync(client, credential);

        Answer answer = await client.AskAsync("GET /default", bearer);

        Assert.That(answer.Status, Is.EqualTo(200), app.Log.Text);
    }

    private static Task<TestApplication> StartAsync(string? defaultScheme = null) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession().AddJwt(Logins.Jwt).UseAspNetCore();
            services.AddAuthentication(options => options.DefaultScheme = defaultScheme)
                .AddJwtBearer(Theirs, options => options.TokenValidationParameters = new()
                {
                    ValidIssuer = "https://theirs.example",
                    ValidAudience = "theirs",
                    IssuerSigningKey = TheirKey,
                    ClockSkew = TimeSpan.FromDays(3650),
                })
                .AddCookie()
                .AddPolicyScheme("Choose", displayName: null, options => options.ForwardDefaultSelector = context =>
                    context.Request.Headers.Authorization.ToString() is { Length: > 7 } header && new JsonWebToken(header[7..]).Issuer == "https://theirs.example" ? Theirs : AuthStrategyDefaults.Scheme);
        },
        app =>
        {
            Func<ClaimsPrincipal, string> who = user => user.Identity?.Name ?? "somebody";
            app.MapGet("/default", who).RequireAuthorization();
            app.MapGet("/jwt", who).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Jwt" });
            app.MapGet("/theirs", who).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = Theirs });
            app.MapGet("/cookie", who).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = CookieAuthenticationDefaults.AuthenticationScheme });
            app.MapGet("/both", who).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = $"AuthStrategy,{Theirs}" });
            app.MapGet("/all", who).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = $"AuthStrategy,{Theirs},Cookies" });
            app.MapGet("/forbidden", who).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = $"{Theirs},AuthStrategy", Roles = "nobody" });
            app.MapPost("/login", (string scheme) => TypedResults.SignIn(Users.Named("alice"), authenticationScheme: scheme));
        });

    /// <summary>Puts a credential into the client's cookies, or hands out a token.</summary>
    private static async Task<string?> PresentAsync(HttpClient client, string credential)
    {
        if (credential == "theirs")
        {
            return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = "https://theirs.example",
                Audience = "theirs",
                Expires = new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc),
                SigningCredentials = new(TheirKey, SecurityAlgorithms.HmacSha256),
                Claims = new Dictionary<string, object> { ["sub"] = "alice" },
            });
        }

        string scheme = credential switch { "ours" => "Jwt", "session" => "Session", _ => "Cookies" };
        Answer answer = await client.AskAsync($"POST /login?scheme={scheme}");
        Assert.That(answer.Status, Is.EqualTo(200));
        return credential == "ours" ? (string)answer.Json["accessToken"]! : null;
    }
}
