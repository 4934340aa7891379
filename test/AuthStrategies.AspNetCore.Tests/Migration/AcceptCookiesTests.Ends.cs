using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>How long a moved login lasts, where it is exchanged, and what the former scheme still does.</summary>
public sealed partial class AcceptCookiesTests
{
    [Test]
    public async Task Client_ThatKeepsNoCookies_GoesOnAfterTheEndOfItsCookie()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(cookie: options => options.ExpireTimeSpan = TimeSpan.FromHours(1));
        using FormerVisitor alice = await app.VisitAsync();
        List<string> answers = [];
        for (int request = 0; request < 10; request++)
        {
            answers.Add(await alice.GetAsync(site: ""));
            app.App.Time.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.That(answers, Is.All.EqualTo("alice True"));
        Assert.That(await app.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Event_MakesTheTicketEndEarlier_TheCookieBeginsNoSecondSession()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(cookie: options => options.Events.OnValidatePrincipal = context =>
        {
            context.Properties.ExpiresUtc = context.HttpContext.RequestServices.GetService(typeof(TimeProvider)) is TimeProvider time ? time.GetUtcNow().AddMinutes(10) : null;
            return Task.CompletedTask;
        });
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();
        await alice.GetAsync();
        (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        app.App.Time.Advance(TimeSpan.FromHours(1));

        Assert.That((await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(("401", 0)));
    }

    [TestCase("cross-site", "image", SameSiteMode.Lax, ExpectedResult = false)]
    [TestCase("cross-site", "empty", SameSiteMode.Strict, ExpectedResult = false)]
    [TestCase("cross-site", "iframe", SameSiteMode.Lax, ExpectedResult = false)]
    [TestCase("cross-site", "image", SameSiteMode.None, ExpectedResult = true)]
    [TestCase("cross-site", "document", SameSiteMode.Lax, ExpectedResult = true)]
    [TestCase("same-site", "image", SameSiteMode.Lax, ExpectedResult = true)]
    [TestCase("same-origin", "image", SameSiteMode.Lax, ExpectedResult = true)]
    [TestCase("none", "document", SameSiteMode.Lax, ExpectedResult = true)]
    public async Task<bool> Exchange_OnlyWhereTheBrowserStoresOurCookie(string site, string destination, SameSiteMode sameSite)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.Cookie.SameSite = SameSiteMode.None, http: options => options.Strategy("Session").Cookie.SameSite = sameSite);
        using FormerVisitor alice = await app.VisitAsync();

        using HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Get, "/me", site: site, headers: ("Sec-Fetch-Dest", destination));

        Assert.That((await answer.Content.ReadAsStringAsync(), alice.Old is null), Is.EqualTo(("alice True", alice.New is not null)));
        return alice.New is not null;
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task FormerScheme_SignOut_EndsTheLogin(bool isMoved)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();
        if (isMoved)
            await alice.GetAsync();

        (await alice.SendAsync(HttpMethod.Post, "/old-scheme-logout")).Dispose();

        Assert.That((alice.Old, alice.New), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That((await copy.GetAsync(), await copy.GetAsync("/old-scheme-user"), await app.CountAsync()), Is.EqualTo(("401", "nobody", 0)));
    }

    [Test]
    public async Task FormerScheme_SignIn_MakesASessionOfOurs()
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = new(app.App);

        (await alice.SendAsync(HttpMethod.Post, "/old-scheme/alice")).Dispose();

        Assert.That((alice.Old, await alice.GetAsync("/old-scheme-user"), await app.CountAsync()), Is.EqualTo(((string?)null, "alice", 1)));
    }
}
