using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>All logins of a user end while logins are not moved yet.</summary>
public sealed partial class AcceptCookiesReleaseTests
{
    public enum Renewal
    {
        Slides,
        OfTheEvent,
        OfAnEventsType,
    }

    [Test]
    public async Task LoginsEnded_RenewalOfTheOldCookie_BringsThemNotBack([Values] Renewal renewal, [Values] bool isStoreBroken)
    {
        await using Cluster cluster = await StartAsync(renewal);
        BrowserCookieJar jar = cluster.OpenBrowser();
        await cluster.PostAsync(0, "/login/alice", jar);
        await cluster[0].Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        cluster.Advance(TimeSpan.FromDays(8));
        cluster.Store.IsBroken = isStoreBroken;
        string notMoved = await cluster.GetAsync(0, jar);
        cluster.Store.IsBroken = false;

        Assert.That(notMoved, Is.EqualTo(isStoreBroken ? "alice" : "nobody"), "a renewal is not worth a logout while the store does not answer");
        Assert.That(await cluster.GetAsync(1, jar), Is.EqualTo("nobody"));
    }

    [Test]
    public async Task LoginsNotEnded_TheOldCookieIsRenewed([Values] Renewal renewal)
    {
        await using Cluster cluster = await StartAsync(renewal);
        BrowserCookieJar jar = cluster.OpenBrowser();
        await cluster.PostAsync(0, "/login/alice", jar);
        string? before = jar.Find(FormerApplication.Old);
        cluster.Advance(TimeSpan.FromDays(8));

        Assert.That((await cluster.GetAsync(0, jar), jar.Find(FormerApplication.Old) == before), Is.EqualTo(("alice", false)));
        Assert.That(await cluster.GetAsync(1, jar), Is.EqualTo("alice"));
    }

    [TestCase(0, 0)]
    [TestCase(300, 0)]
    [TestCase(0, 120)]
    public async Task LoginAfterTheEnd_IsLater_AlsoInTheSameSecondAndWithClocksThatDiffer(int milliseconds, int secondsAhead)
    {
        await using Cluster cluster = await StartAsync(Renewal.Slides);
        BrowserCookieJar jar = cluster.OpenBrowser();
        cluster.Advance(TimeSpan.FromMilliseconds(milliseconds));
        cluster[1].Time.Advance(TimeSpan.FromSeconds(secondsAhead));
        if (secondsAhead > 0)
            await cluster[1].Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        await cluster.PostAsync(0, secondsAhead > 0 ? "/login/alice" : "/again/alice", jar);

        Assert.That((await cluster.GetAsync(0, jar), await cluster.GetAsync(1, jar)), Is.EqualTo(("alice", "alice")));
    }

    private static Task<Cluster> StartAsync(Renewal renewal) => Cluster.StartAsync(
        options =>
        {
            if (renewal == Renewal.OfAnEventsType)
                options.EventsType = typeof(RenewingEvents);
            if (renewal == Renewal.OfTheEvent)
                options.Events.OnValidatePrincipal = context => Task.FromResult(context.ShouldRenew = true);
        },
        Release.Accepts, Release.Moves);

    private sealed class RenewingEvents : CookieAuthenticationEvents
    {
        public override Task ValidatePrincipal(CookieValidatePrincipalContext context)
        {
            context.ShouldRenew = true;
            return Task.CompletedTask;
        }
    }
}
