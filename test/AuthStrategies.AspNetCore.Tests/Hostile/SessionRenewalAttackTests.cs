using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>A client that only polls tries to keep its session alive, and requests of one kind try to pass for the other.</summary>
[TestFixture]
[Property("Requirement", "D-02")]
public sealed class SessionRenewalAttackTests
{
    /// <summary>The session is served at its last tick, and ends at the next, with each kind of cache, although it was polled.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task Poll_AtTheLastTick_IsServedAndMovesNothing(bool nearCache)
    {
        await using TestHost host = await StartAsync(nearCache);
        string cookie = await host.LogInAsync();
        for (int minute = 0; minute < 59; minute++)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(1));
            await host.SendAsync("GET /polled", $"Cookie: __Host-auth={cookie}");
        }

        host.App.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        int last = (await host.SendAsync("GET /polled", $"Cookie: __Host-auth={cookie}")).Status;
        host.App.Time.Advance(TimeSpan.FromTicks(1));
        int after = (await host.SendAsync("GET /polled", $"Cookie: __Host-auth={cookie}")).Status;

        Assert.That((last, after), Is.EqualTo((200, 401)));
    }

    /// <summary>Each way to a polled endpoint that runs after another, or that is answered by another.</summary>
    [TestCase("GET /polled", false)]
    [TestCase("GET /POLLED/", false)]
    [TestCase("GET /polled-missing", false)]
    [TestCase("GET /polled-throws", false)]
    [TestCase("GET /nothing", true)]
    [TestCase("GET /used", true)]
    public async Task Poll_WithAPageOfErrors_IsActivityByItsFirstEndpoint(string requestLine, bool isActivity)
    {
        await using TestHost host = await StartAsync();
        string cookie = await host.LogInAsync();
        for (int minute = 0; minute < 60; minute += 10)
        {
            await host.SendAsync(requestLine, $"Cookie: __Host-auth={cookie}");
            host.App.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.That((await host.SendAsync("GET /used", $"Cookie: __Host-auth={cookie}")).Status, Is.EqualTo(isActivity ? 200 : 401));
    }

    [Test]
    public async Task Poll_BetweenOtherRequests_EndsNothingEarly([Values] bool nearCache)
    {
        await using TestHost host = await StartAsync(nearCache);
        Visitor visitor = new(new(host.App.Time));
        await visitor.SendAsync(host.App, "POST /login/alice");
        List<int> served = [];
        for (int minute = 0; minute < 600; minute += 25)
        {
            served.Add((await visitor.SendAsync(host.App, "GET /used")).Status);
            for (int poll = 0; poll < 4; poll++)
                served.Add((await visitor.SendAsync(host.App, "GET /polled")).Status);
            host.App.Time.Advance(TimeSpan.FromMinutes(25));
        }

        Assert.That(served, Has.All.EqualTo(200));
    }

    private static Task<TestHost> StartAsync(bool nearCache = false) => TestHost.StartAsync(
        builder => _ = nearCache ? builder.AddSession(Options).UseNearCache() : builder.AddSession(Options),
        map: app =>
        {
            app.UseExceptionHandler("/error");
            app.UseStatusCodePagesWithReExecute("/error");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/error", () => "sorry");
            app.MapGet("/polled", () => "news").RequireAuthorization().DisableSessionRenewal();
            app.MapGet("/polled-missing", () => Results.NotFound()).RequireAuthorization().DisableSessionRenewal();
            app.MapGet("/polled-throws", string () => throw new InvalidOperationException("broken")).RequireAuthorization().DisableSessionRenewal();
            app.MapGet("/used", () => "used").RequireAuthorization();
        });

    private static void Options(SessionStrategyOptions options) => options.IdleTimeout = TimeSpan.FromHours(1);
}
