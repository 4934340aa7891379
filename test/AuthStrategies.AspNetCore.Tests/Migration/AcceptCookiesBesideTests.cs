using AuthStrategies.AspNetCore.Tests.CookieTickets;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>Former cookies beside others: of a session that has ended, of another scheme, and under schemes that the application forwards.</summary>
[TestFixture]
public sealed class AcceptCookiesBesideTests
{
    public enum Selector
    {
        None,
        FormerToNothing,
        FormerToItself,
        OursToNothing,
        OursToItself,
        OursToFormer,
    }

    /// <summary>A renewed cookie of the same login must not bring back a session that an administrator has ended.</summary>
    [TestCase(SessionEndReason.Administrator, -1, ExpectedResult = "401")]
    [TestCase(SessionEndReason.Administrator, 0, ExpectedResult = "401")]
    [TestCase(SessionEndReason.Administrator, 2, ExpectedResult = "alice True")]
    [TestCase(SessionEndReason.PasswordChanged, -1, ExpectedResult = "401")]
    public async Task<string> SessionWasEnded_FormerCookieBesideOurs_CountsIfItIsLater(SessionEndReason reason, int seconds)
    {
        await using FormerApplication app = await FormerApplication.StartAsync();
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor renewed = await app.VisitAsync();
        await alice.GetAsync();
        app.App.Time.Advance(TimeSpan.FromSeconds(Math.Max(-seconds, 0)));
        await app.App.Services.GetRequiredService<ISessionDirectory>().RevokeAsync("alice", (await app.SessionAsync()).Id, new() { Reason = reason });
        app.App.Time.Advance(TimeSpan.FromSeconds(Math.Max(seconds, 0)));
        using FormerVisitor later = await app.VisitAsync();
        alice.Jar.Store(app.App.Address, $"{FormerApplication.Old}={(seconds < 0 ? renewed : later).Old}; path=/; secure");

        string answer = await alice.GetAsync();

        Assert.That(await app.CountAsync(), Is.EqualTo(answer == "401" ? 0 : 1));
        return answer;
    }

    [Test]
    public async Task FormerCookieWhoseLoginEnded_BesideALiveOne_HidesItNotAndIsDeleted([Values] bool isMoved, [Values] bool everywhere, [Values] bool keeps)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            accept: options => (options.ShareUsers, options.KeepCookie) = (true, keeps),
            strategies: builder =>
            {
                builder.Services.AddAuthentication().AddCookie("Staff");
                // The first of both is the one whose login has ended.
                builder.AcceptCookies("Cookies", _ => { }).AcceptCookies("Staff", options => (options.Until, options.ShareUsers) = (FormerApplication.Until, true));
            });
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor copy = alice.Copy();
        if (isMoved)
            await alice.GetAsync();
        if (everywhere)
            await app.App.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");
        else
            (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();
        app.App.Time.Advance(TimeSpan.FromSeconds(2));
        DateTimeOffset now = app.App.Time.GetUtcNow();
        string staff = app.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get("Staff").TicketDataFormat.Protect(
            new(FormerApplication.User("alice"), new() { IssuedUtc = now, ExpiresUtc = now.AddDays(1) }, "Staff"));
        copy.Jar.Store(app.App.Address, $".AspNetCore.Staff={staff}; path=/; secure");

        Assert.That((await copy.GetAsync(), await copy.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", "alice True", 1)));
        Assert.That(copy.Old is null, Is.EqualTo(!keeps));
    }

    [Test]
    public async Task Selectors_OfTheApplication_LeadNowhereElse([Values] Selector selector, [Values] bool moves, [Values] bool isFormerDefault)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.ForwardDefaultSelector = selector switch { Selector.FormerToNothing => _ => null, Selector.FormerToItself => _ => "Cookies", _ => null },
            accept: options => options.MoveLogins = moves,
            more: services =>
            {
                services.Configure<AuthStrategySchemeOptions>(AuthStrategyDefaults.Scheme, options => options.ForwardDefaultSelector = selector switch
                {
                    Selector.OursToNothing => _ => null,
                    Selector.OursToItself => _ => AuthStrategyDefaults.Scheme,
                    Selector.OursToFormer => _ => "Cookies",
                    _ => null,
                });
                if (isFormerDefault)
                    services.AddAuthentication("Cookies");
            });
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor bob = new(app.App);
        (await bob.SendAsync(HttpMethod.Post, "/new/bob")).Dispose();

        Assert.That((await alice.GetAsync(), alice.New is not null, await app.CountAsync()), Is.EqualTo(("alice True", moves, moves ? 1 : 0)));
        Assert.That((await bob.GetAsync(), bob.New is not null), Is.EqualTo(("bob True", moves)));
    }

    [Test]
    public async Task Note_OfALogin_LastsUntilNoNodeAcceptsIt([Values] bool inTicketStore, [Values] bool isMoved)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = inTicketStore ? new TicketList() : null,
            more: services => services.AddSingleton<ISessionStore>(provider => new RecordingStore(SpyStores.Create(provider))));
        using FormerVisitor alice = await app.VisitAsync();
        if (isMoved)
            await alice.GetAsync();
        else
            (await alice.SendAsync(HttpMethod.Post, "/auth/logout")).Dispose();

        Assert.That(((RecordingStore)app.Store).Created.Where(record => record.Subject.Contains("former-login:", StringComparison.Ordinal)).Select(record => record.ExpiresAt).Distinct(),
            Is.EqualTo([FormerApplication.Until.AddMinutes(5)]));
    }

    private sealed class RecordingStore(ISessionStore inner) : SpyStore(inner)
    {
        public List<SessionRecord> Created { get; } = [];

        public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
        {
            Created.Add(record);
            return base.TryCreateAsync(record, cancellationToken);
        }
    }
}
