using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Challenges;

/// <summary>A browser that is redirected to the login page learns why its session has ended.</summary>
[TestFixture]
[Property("Requirement", "E-02")]
public sealed class EndReasonRedirectTests
{
    private static IEnumerable<SessionEndReason> Told => Enum.GetValues<SessionEndReason>().Where(reason => reason is not (SessionEndReason.Unknown or SessionEndReason.LoggedOut));

    [TestCaseSource(nameof(Told))]
    public async Task Navigation_EndedSession_HasTheReasonAndTheWayBack(SessionEndReason reason)
    {
        await using TestHost host = await StartAsync();
        string cookie = await EndedAsync(host, new() { Reason = reason, Code = "device-lost" });

        RawAnswer answer = await PageAsync(host, cookie);
        RawAnswer login = await host.SendAsync($"GET {answer.One("Location")}");

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((302, $"/login?endReason={reason}&ReturnUrl=%2Fme%3Fa%3Db")));
        Assert.That(answer.One("Cache-Control"), Does.Contain("no-store"));
        Assert.That(login.Body, Is.EqualTo(reason.ToString()));
        Assert.That(answer.Text, Does.Not.Contain("device-lost"), "a code of the application is its text");
    }

    [TestCase("another secret")]
    [TestCase("made up")]
    [TestCase("none")]
    [TestCase("not kept")]
    public async Task Navigation_WhoIsNotToldTheReason_GetsTheUsualAddress(string kind)
    {
        await using TestHost host = await StartAsync();
        string cookie = await EndedAsync(host, new() { Reason = kind == "not kept" ? SessionEndReason.Unknown : SessionEndReason.Administrator });

        RawAnswer answer = await PageAsync(host, kind switch
        {
            "another secret" => cookie[..^10] + "AAAAAAAAAA",
            "made up" => new string('A', 64),
            "none" => "",
            _ => cookie,
        });

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((302, "/login?ReturnUrl=%2Fme%3Fa%3Db")));
    }

    [TestCase(null, "/login?ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("", "/login?ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("why", "/login?why=Administrator&ReturnUrl=%2Fme%3Fa%3Db")]
    public async Task Option_Name_IsTheParameter(string? name, string location)
    {
        await using TestHost host = await StartAsync(o => o.EndReasonParameter = name);
        string cookie = await EndedAsync(host, new() { Reason = SessionEndReason.Administrator });

        RawAnswer answer = await PageAsync(host, cookie);

        Assert.That(answer.One("Location"), Is.EqualTo(location));
        Assert.That((await host.SendAsync($"GET {location}")).Body, Is.EqualTo(name == "why" ? "Administrator" : "none"));
    }

    [TestCase("/login?endReason=mine", "/login?endReason=mine&ReturnUrl=%2Fme%3Fa%3Db")]
    [TestCase("/login?ReturnUrl=%2Fhome", "/login?ReturnUrl=%2Fhome&endReason=Administrator")]
    [TestCase("/login#top", "/login?endReason=Administrator&ReturnUrl=%2Fme%3Fa%3Db#top")]
    public async Task LoginLocation_OfTheApplication_KeepsItsParameters(string chosen, string location)
    {
        await using TestHost host = await StartAsync(o => o.LoginLocation = _ => chosen);
        string cookie = await EndedAsync(host, new() { Reason = SessionEndReason.Administrator });

        Assert.That((await PageAsync(host, cookie)).One("Location"), Is.EqualTo(location));
    }

    [Test]
    public async Task Script_ThatAsksForTheAddress_GetsTheSameOne()
    {
        await using TestHost host = await StartAsync();
        string cookie = await EndedAsync(host, new() { Reason = SessionEndReason.SessionLimit });

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", "X-Requested-With: XMLHttpRequest");

        Assert.That((answer.Status, answer.One("Location")), Is.EqualTo((401, "/login?endReason=SessionLimit&ReturnUrl=%2Fme")));
    }

    [TestCase("Safety", "Safety")]
    [TestCase("safety")]
    [TestCase("10")]
    [TestCase("Unknown")]
    [TestCase("LoggedOut")]
    [TestCase("")]
    [TestCase("Safety,Administrator")]
    [TestCase("Safety&endReason=Administrator")]
    [TestCase("%3Cscript%3Ealert(1)%3C/script%3E")]
    [TestCase("Your%20account%20is%20locked,%20call%20this%20number")]
    [TestCase("Safety%0d%0aSet-Cookie:%20a=b")]
    public async Task FindSessionEndReason_LinkOfAnyone_IsANameOfTheSetOrNothing(string value, string expected = "none")
    {
        await using TestHost host = await StartAsync();

        RawAnswer answer = await host.SendAsync($"GET /login?endReason={value}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, expected)));
    }

    private static Task<TestHost> StartAsync(Action<AuthHttpOptions>? http = null) => TestHost.StartAsync(
        http: o =>
        {
            o.LoginPath = "/login";
            http?.Invoke(o);
        },
        map: app => app.MapGet("/login", (HttpContext context) => context.FindSessionEndReason()?.ToString() ?? "none"));

    private static async Task<string> EndedAsync(TestHost host, SessionRevokeOptions because)
    {
        string cookie = await host.LogInAsync();
        await host.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice", options: because);
        return cookie;
    }

    private static Task<RawAnswer> PageAsync(TestHost host, string cookie) =>
        host.SendAsync("GET /me?a=b", [.. cookie.Length > 0 ? [$"Cookie: __Host-auth={cookie}"] : Array.Empty<string>(), "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: none", "Accept: text/html"]);
}
