using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>The body of each refusal, with and without the application's problem details service.</summary>
[TestFixture]
public sealed class ProblemResultTests
{
    private static readonly string[] Nothing = [];

    private static IEnumerable<TestCaseData<string, int, string[]>> Refusals()
    {
        yield return new("GET /me", 401, Nothing);
        yield return new("GET /me", 401, ["Authorization: Bearer a.b.c"]);
        yield return new("GET /me", 400, ["Authorization: Bearer"]);
        yield return new("GET /admin", 403, ["Cookie: {cookie}"]);
        yield return new("POST /me", 403, ["Cookie: {cookie}", "Sec-Fetch-Site: cross-site"]);
        yield return new("POST /login/alice", 403, ["Sec-Fetch-Site: cross-site"]);
        yield return new("GET /fresh", 401, ["Cookie: {cookie}"]);
        yield return new("GET /auth/session", 401, Nothing);
        yield return new("DELETE /auth/sessions/none", 404, ["Cookie: {cookie}"]);
        yield return new("POST /auth/refresh", 401, Nothing);
        yield return new("POST /auth/refresh", 401, ["Authorization: Bearer a.b.c"]);
        yield return new("POST /auth/refresh", 403, ["Cookie: {cookie}", "Sec-Fetch-Site: cross-site"]);
        yield return new("POST /auth/logout", 400, ["Authorization: Bearer"]);
        yield return new("POST /auth/logout", 403, ["Cookie: {cookie}", "Sec-Fetch-Site: cross-site"]);
        yield return new("POST /auth/logout-everywhere", 401, Nothing);
        yield return new("POST /auth/logout-others", 401, Nothing);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Refusal_WithAProblemDetailsService_IsWrittenByIt(string requestLine, int status, string[] headers)
    {
        await using TestHost host = await StartAsync(services => services.AddProblemDetails(o => o.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions["node"] = "n1";
            context.ProblemDetails.Title += "!";
        }));

        RawAnswer answer = await SendAsync(host, requestLine, headers);

        JsonElement body = JsonDocument.Parse(answer.Body).RootElement;
        Assert.That((answer.Status, answer.One("Content-Type"), body.GetProperty("status").GetInt32()), Is.EqualTo((status, "application/problem+json", status)));
        Assert.That((body.GetProperty("node").GetString(), body.GetProperty("title").GetString()?[^1], body.TryGetProperty("traceId", out _)), Is.EqualTo(("n1", '!', true)));
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Refusal_WithAServiceThatCannotWriteWhatTheClientAccepts_IsOurOwn(string requestLine, int status, string[] headers)
    {
        await using TestHost host = await StartAsync(services => services.AddProblemDetails());
        await using TestHost without = await StartAsync();

        RawAnswer answer = await SendAsync(host, requestLine, ["Accept: image/png", .. headers]);
        RawAnswer expected = await SendAsync(without, requestLine, headers);

        Assert.That((answer.Status, answer.One("Content-Type"), answer.Body), Is.EqualTo((status, "application/problem+json", expected.Body)));
        Assert.That(answer.Body, Does.StartWith("{\"type\":\"https://tools.ietf.org/html/rfc9110#section-15.5."));
    }

    [Test]
    public async Task Refusal_OfARefresh_KeepsItsErrorCodeWithAService()
    {
        await using TestHost host = await StartAsync(services => services.AddProblemDetails());

        RawAnswer answer = await SendAsync(host, "POST /auth/refresh", []);

        Assert.That(JsonDocument.Parse(answer.Body).RootElement.GetProperty("error").GetString(), Is.EqualTo("invalid_grant"));
        Assert.That((answer.One("WWW-Authenticate"), answer.One("Cache-Control")), Is.EqualTo(("Bearer", "no-store")));
    }

    [Test]
    public async Task Refusal_WithACustomizationThatThrows_IsAnErrorAndTheSessionGoesOn()
    {
        await using TestHost host = await StartAsync(services => services.AddProblemDetails(o => o.CustomizeProblemDetails = _ => throw new NotSupportedException("of the application")));
        string cookie = await host.LogInAsync();

        RawAnswer refused = await host.SendAsync("GET /admin", $"Cookie: __Host-auth={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((refused.Status, refused.All("Set-Cookie").Any(), after.Status), Is.EqualTo((500, false, 200)));
        Assert.That(host.App.Log.Text, Does.Contain("of the application"));
    }

    [Test]
    public async Task Refusal_CustomizedOnce_DoesNotChangeTheNext()
    {
        await using TestHost host = await StartAsync(services => services.AddProblemDetails(o => o.CustomizeProblemDetails = context => context.ProblemDetails.Title += "!"));

        RawAnswer[] answers = [await host.SendAsync("GET /me"), await host.SendAsync("GET /me")];

        Assert.That(answers.Select(answer => JsonDocument.Parse(answer.Body).RootElement.GetProperty("title").GetString()), Is.All.EqualTo("Authentication is required.!"));
    }

    [Test]
    public async Task Refusal_OfABrowserThatNavigates_IsAPageWithAServiceToo()
    {
        await using TestHost host = await StartAsync(services => services.AddProblemDetails());

        RawAnswer answer = await host.SendAsync("GET /me", "Accept: text/html,*/*;q=0.8");

        Assert.That((answer.Status, answer.One("Content-Type")), Is.EqualTo((401, "text/html; charset=utf-8")));
    }

    private static Task<TestHost> StartAsync(Action<IServiceCollection>? services = null) => TestHost.StartAsync(
        strategies: b => b.AddSession().AddJwt(Logins.Jwt),
        services: services,
        map: app => app.MapGet("/fresh", () => "fresh").RequireFreshAuthentication(TimeSpan.FromSeconds(1)));

    private static async Task<RawAnswer> SendAsync(TestHost host, string requestLine, string[] headers)
    {
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(1));
        return await host.SendAsync(requestLine, [.. headers.Select(header => header.Replace("{cookie}", $"__Host-auth={cookie}", StringComparison.Ordinal))]);
    }
}
