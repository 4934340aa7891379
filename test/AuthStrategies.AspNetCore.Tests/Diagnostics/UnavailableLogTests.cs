using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Diagnostics;

/// <summary>An outage of a store is one line for each kind of what fails because of it, and one with their number.</summary>
[TestFixture]
[Property("Requirement", "F-04")]
public sealed class UnavailableLogTests
{
    private const int Unavailable = 101;
    private const int NotEnded = 103;
    private const int IssuerUnavailable = 132;
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

    /// <summary>What ends an outage of keys: a success of the strategy whose keys they are, and nothing else.</summary>
    [TestCase("issuer", "B", 1)]
    [TestCase("issuer", null, 1)]
    [TestCase("issuer", "A", 2)]
    [TestCase("own", "B", 1)]
    [TestCase("own", null, 1)]
    [TestCase("own", "A", 2)]
    [TestCase("sessions", "B", 2)]
    [TestCase("sessions", null, 2)]
    public void Outage_OfKeys_IsEndedByItsStrategy(string kind, string? answering, int lines)
    {
        FakeTimeProvider time = new();
        using LogCapture log = new();
        UnavailableLog unavailable = new(time, new Logger<UnavailableLog>(log));
        AuthUnavailableException down = kind switch
        {
            "issuer" => new IssuerKeysException("down"),
            "own" => new JwtKeyStoreException("down"),
            _ => new SessionStoreException("down"),
        };
        for (int i = 0; i < 2; i++)
        {
            unavailable.Request(down, "A");
            time.Advance(TimeSpan.FromSeconds(6));
            unavailable.Answered(answering);
        }

        Assert.That(log.Count(kind == "issuer" ? IssuerUnavailable : Unavailable), Is.EqualTo(lines));
        Assert.That(log.Count(AvailableAgain), Is.EqualTo(kind == "issuer" || lines == 1 ? 0 : 2));
    }

    [Test]
    public void Outage_OfTwoIssuers_IsOneLineForEach()
    {
        using LogCapture log = new();
        UnavailableLog unavailable = new(new FakeTimeProvider(), new Logger<UnavailableLog>(log));

        foreach (string strategy in (string[])["A", "B", "A", "B"])
        {
            unavailable.Request(new IssuerKeysException("down"), strategy);
            unavailable.Rotation(new IssuerKeysException("down"), strategy);
        }

        Assert.That(log.Count(IssuerUnavailable), Is.EqualTo(2));
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
