using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Fit.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.Fit.Tests.Authorization;

[TestFixture]
public sealed class SameOriginGuardTests
{
    [TestCase("POST /things/login?name=alice")]
    [TestCase("POST /pages/login")]
    [TestCase("POST /minimal/login?name=alice")]
    public async Task SameOrigin_ASessionFromAnotherSite_IsRefused(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync(map: Guarded);
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine, headers: [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")]);

        Assert.That((answer.Status, answer.One("Set-Cookie"), answer.One("Content-Type")), Is.EqualTo((403, (string?)null, "application/problem+json")));
    }

    [TestCase("POST /things/login?name=alice")]
    [TestCase("POST /pages/login")]
    [TestCase("POST /minimal/login?name=alice")]
    public async Task SameOrigin_ASessionFromOurOwnPage_Passes(string requestLine)
    {
        await using TestApplication app = await WebApp.StartAsync(map: Guarded);
        using HttpClient client = app.CreateClient();

        Answer answer = await client.AskAsync(requestLine, headers: [("Origin", app.Origin), ("Sec-Fetch-Site", "same-origin")]);

        Assert.That((answer.Status, answer.CookieValue("__Host-auth")?.Length), Is.EqualTo((200, 64)));
    }

    private static void Guarded(WebApplication app)
    {
        app.MapControllers().RequireSameOrigin();
        app.MapRazorPages().RequireSameOrigin();
        app.MapPost("/minimal/login", (string name) => TypedResults.SignIn(Users.Named(name))).RequireSameOrigin();
    }
}
