using System.Diagnostics.Metrics;
using System.Globalization;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Handler;

/// <summary>The schemes, as the framework sees them.</summary>
[TestFixture]
public sealed class AuthStrategyHandlerTests
{
    [Test]
    public async Task Schemes_AreOneForEachStrategyAndTheDefault()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession("Web").AddJwt("Api", Logins.Jwt));
        IAuthenticationSchemeProvider schemes = host.App.Services.GetRequiredService<IAuthenticationSchemeProvider>();

        IEnumerable<string> names = (await schemes.GetAllSchemesAsync()).Select(scheme => scheme.Name);

        Assert.That(names, Is.EquivalentTo(new[] { AuthStrategyDefaults.Scheme, "Web", "Api" }));
        Assert.That((await schemes.GetDefaultAuthenticateSchemeAsync())?.Name, Is.EqualTo(AuthStrategyDefaults.Scheme));
    }

    [Test]
    public async Task DefaultScheme_OfTheApplication_Stays()
    {
        await using TestHost host = await TestHost.StartAsync(services: services => services.AddAuthentication("Mine").AddCookie("Mine"));

        AuthenticationScheme? scheme = await host.App.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetDefaultSignInSchemeAsync();

        Assert.That(scheme?.Name, Is.EqualTo("Mine"));
    }

    [Test]
    public async Task UseAspNetCore_BeforeTheStrategies_WorksAsWell()
    {
        await using TestApplication app = await TestApplication.StartAsync(services => services.AddAuthStrategy().UseAspNetCore().AddSession(), Logins.Map);

        RawAnswer answer = await app.SendRawAsync("POST /login/alice");

        Assert.That(answer.CookieValue("__Host-auth")?.Length, Is.EqualTo(64));
    }

    [Test]
    public async Task Properties_OfTheResult_HoldTheTimes()
    {
        await using TestHost host = await TestHost.StartAsync(map: app => app.MapGet("/times", async (HttpContext context) =>
        {
            AuthenticationProperties properties = (await context.AuthenticateAsync()).Properties!;
            return string.Create(CultureInfo.InvariantCulture, $"{properties.IssuedUtc:u} {properties.ExpiresUtc:u} {properties.IsPersistent}");
        }));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /times", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Body, Is.EqualTo("2026-11-23 12:00:00Z 2026-11-23 13:00:00Z False"));
    }

    [Test]
    public async Task Request_AskedBySeveralSchemes_AsksTheStrategyOnce()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession("Web").AddJwt("Api", Logins.Jwt), map: app => app.MapGet("/all", async (HttpContext context) =>
        {
            string[] schemes = [AuthStrategyDefaults.Scheme, "Web", "Api", AuthStrategyDefaults.Scheme];
            List<bool> answers = [];
            foreach (string scheme in schemes)
                answers.Add((await context.AuthenticateAsync(scheme)).Succeeded);
            return string.Join(' ', answers);
        }));
        string cookie = await host.LogInAsync();
        int before = host.Store.Calls.Count;

        RawAnswer answer = await host.SendAsync("GET /all", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Body, host.Store.Calls.Count - before), Is.EqualTo(("True True False True", 1)));
    }

    [Test]
    public async Task Request_WithoutACredential_AsksNoStore()
    {
        await using TestHost host = await TestHost.StartAsync();

        await host.SendAsync("GET /me");
        await host.SendAsync("GET /open", "Cookie: theme=dark");

        Assert.That(host.Store.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "F-48")]
    public async Task Requests_OfGarbage_AskNoStore()
    {
        await using TestHost host = await TestHost.StartAsync();

        foreach (string garbage in new[] { "x", "a.b.c", new string('x', 63), new string('x', 65), new string('*', 64), "%00", "{}", "1:2:3" })
            await host.SendAsync("GET /me", $"Cookie: __Host-auth={garbage}");

        Assert.That(host.Store.Calls, Is.Empty);
    }

    [Test]
    public async Task Strategies_SharingTheHeader_AreAskedInOrder()
    {
        JwtKey other = JwtKey.Generate("ES256");
        await using TestHost host = await TestHost.StartAsync(b => b
            .AddJwt("First", Logins.Jwt)
            .AddJwt("Second", o =>
            {
                o.Issuer = "https://second.example";
                o.Audience = "tests";
                o.SigningKeys.Add(other);
            })
            .AddJwt("Sealed", o =>
            {
                Logins.Jwt(o);
                o.EncryptionKey = JwtKey.Generate("A256CBC-HS512");
            })
            .AddSession(), o => o.Strategy("Session").Transport = CredentialTransport.Bearer);
        List<string> bodies = [];
        foreach (string scheme in new[] { "First", "Second", "Sealed", "Session" })
        {
            AuthTokenResponse token = await host.LogInForTokenAsync(query: $"?scheme={scheme}");
            bodies.Add((await host.SendAsync("GET /auth/session", $"Authorization: Bearer {token.AccessToken}")).Body);
        }

        Assert.That(bodies.Select(body => System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("strategy").GetString()), Is.EqualTo(new[] { "First", "Second", "Sealed", "Session" }));
    }

    [Test]
    public async Task Challenge_OfASchemeTheCredentialIsNotFor_IsBare()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.Jwt),
            map: app => app.MapGet("/session-only", () => "in").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Session").RequireAuthenticatedUser()));
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Jwt");

        RawAnswer good = await host.SendAsync("GET /session-only", $"Authorization: Bearer {token.AccessToken}");
        RawAnswer bad = await host.SendAsync("GET /session-only", "Authorization: Bearer a.b.c");

        Assert.That((good.Status, good.One("WWW-Authenticate")), Is.EqualTo((401, "Cookie")));
        Assert.That((bad.Status, bad.One("WWW-Authenticate")), Is.EqualTo((401, "Cookie")));
    }

    [Test]
    public async Task Policy_OfTwoSchemes_ChallengesBothInOneAnswer()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.Jwt),
            map: app => app.MapGet("/both", () => "in").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Session", "Jwt").RequireAuthenticatedUser()));

        RawAnswer answer = await host.SendAsync("GET /both");

        Assert.That((answer.Status, answer.All("WWW-Authenticate")), Is.EqualTo((401, new[] { "Cookie", "Bearer" })));
        Assert.That(System.Text.Json.JsonDocument.Parse(answer.Body).RootElement.GetProperty("title").GetString(), Is.EqualTo("Authentication is required."));
    }

    [Test]
    public async Task Metrics_OfTheFramework_CountOurSchemes()
    {
        await using TestHost host = await TestHost.StartAsync();
        List<string> seen = [];
        // A listener hears the meters of all applications of the process.
        IMeterFactory meters = host.App.Services.GetRequiredService<IMeterFactory>();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == "Microsoft.AspNetCore.Authentication" && ReferenceEquals(instrument.Meter.Scope, meters))
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        string cookie = await host.LogInAsync();
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        await host.SendAsync("GET /me");
        await host.SendAsync("POST /logout", $"Cookie: __Host-auth={cookie}");

        lock (seen)
            Assert.That(seen.Distinct(), Is.EquivalentTo(new[] { "sign_ins", "authenticate.duration", "challenges", "sign_outs" }));

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            bool isFailure = tags.ToArray().Any(tag => tag.Key == "error.type");
            lock (seen)
                seen.Add(instrument.Name.Replace("aspnetcore.authentication.", "", StringComparison.Ordinal) + (isFailure ? " failed" : ""));
        }
    }

    [Test]
    public async Task FreshAuthentication_OfAnotherSchemesUser_IsNotMetByASessionOfOurs()
    {
        await using TestHost host = await TestHost.StartAsync(
            services: services => services.AddAuthentication(AuthStrategyDefaults.Scheme).AddCookie("Other"),
            map: app =>
            {
                app.MapPost("/other", () => TypedResults.SignIn(Logins.User("bob"), authenticationScheme: "Other"));
                app.MapGet("/fresh", (HttpContext context) => context.User.FindFirst("sub")?.Value)
                    .RequireAuthorization(policy => policy.AddAuthenticationSchemes("Other").RequireFreshAuthentication(TimeSpan.FromMinutes(5)));
            });
        string bobs = (await host.SendAsync("POST /other")).One("Set-Cookie")!.Split(';')[0];
        host.App.Time.Advance(TimeSpan.FromHours(1));
        string alices = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /fresh", $"Cookie: {bobs}; __Host-auth={alices}");

        Assert.That((answer.Status, answer.Body.Contains("bob", StringComparison.Ordinal)), Is.Not.EqualTo((200, true)));
        Assert.That(answer.Status, Is.Not.EqualTo(200));
    }

    [Test]
    public async Task Authenticate_AfterTheAnswerHasStarted_AuthenticatesAndDoesNotRenew()
    {
        await using TestHost host = await TestHost.StartAsync(
            services: services => services.AddAuthentication("Other").AddCookie("Other"),
            map: app => app.MapGet("/late", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("begun, ");
                AuthenticateResult result = await context.AuthenticateAsync(AuthStrategyDefaults.Scheme);
                await context.Response.WriteAsync(result.Principal?.Identity?.Name ?? "nobody");
            }));
        string cookie = (await host.SendAsync($"POST /login/alice?scheme={AuthStrategyDefaults.Scheme}")).CookieValue("__Host-auth")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(30));

        RawAnswer answer = await host.SendAsync("GET /late", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Body, Is.EqualTo("begun, alice"));
    }
}
