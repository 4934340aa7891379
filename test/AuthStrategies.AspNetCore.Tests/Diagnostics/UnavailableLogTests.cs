using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Diagnostics;

/// <summary>An outage of a store is one line for each kind of what fails because of it, and one with their number.</summary>
[TestFixture]
[Property("Requirement", "F-04")]
public sealed class UnavailableLogTests
{
    private const int Unavailable = 101;
    private const int NotEnded = 103;
    private const int AvailableAgain = 150;

    [Test]
    public async Task Requests_StoreIsDownAgainAndAgain_AreOneLineForEachKindAndACount()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession());
        string cookie = await host.LogInAsync();
        for (int outage = 1; outage <= 2; outage++)
        {
            host.Store.IsBroken = true;
            for (int i = 0; i < 20; i++)
                Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")).Status, Is.EqualTo(503));
            host.Store.IsBroken = false;
            Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}")).Status, Is.EqualTo(200));
            Assert.That(host.App.Log.Count(AvailableAgain), Is.EqualTo(outage - 1), "not over yet");
            host.App.Time.Advance(TimeSpan.FromSeconds(6));
            await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

            Assert.That(host.App.Log.Count(Unavailable), Is.EqualTo(outage));
            Assert.That(host.App.Log.Entries.Last(entry => entry.Id == AvailableAgain).Values, Does.Contain("Count=20"));
        }
    }

    [Test]
    public async Task SignOuts_StoreIsDown_AreOneLine()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession());
        string cookie = await host.LogInAsync();
        host.Store.IsBroken = true;

        for (int i = 0; i < 5; i++)
            await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");

        Assert.That((host.App.Log.Count(NotEnded), host.App.Log.Count(Unavailable)), Is.EqualTo((1, 1)).Or.EqualTo((1, 0)));
    }
}
