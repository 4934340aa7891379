using System.Security.Claims;
using AuthStrategies.Issuers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Issuers.Tests.Fetching;

/// <summary>Tokens that anyone can write, at any rate: how often the issuer is asked.</summary>
public sealed partial class IssuerKeySourceTests
{
    private const int Storm = 10_000;

    [Test]
    [Property("Requirement", "F-34")]
    [Property("Requirement", "K-05")]
    public async Task Authenticate_TenThousandUnknownKeys_FetchesOnceInACoolDown()
    {
        using PartnerFixture app = new(level: LogLevel.Information);
        app.Handler.Publish(Old);
        string good = app.Issue(Old);
        await app.ReasonAsync(good);

        app.Time.Advance(TimeSpan.FromSeconds(9));
        AuthFailureReason?[] inCoolDown = await StormAsync(app);
        int before = app.Handler.Fetches;
        app.Time.Advance(TimeSpan.FromSeconds(1));
        AuthFailureReason?[] after = await StormAsync(app);

        Assert.That(inCoolDown.Concat(after), Is.All.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That((before, app.Handler.Fetches), Is.EqualTo((1, 2)));
        Assert.That(await app.ReasonAsync(good), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_TenThousandTokensBeforeTheKeysAreKnown_FetchesOnce()
    {
        using PartnerFixture app = new(level: LogLevel.Information);
        app.Handler.Publish(Old);
        string good = app.Issue(Old);

        AuthFailureReason?[] reasons = await Task.WhenAll(Enumerable.Range(0, Storm).Select(_ => Task.Run(() => app.ReasonAsync(good))));

        Assert.That(reasons, Is.All.Null);
        Assert.That(app.Handler.Fetches, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_TenThousandTokensWhileTheIssuerIsDown_FetchesOnceInACoolDown()
    {
        using PartnerFixture app = new(level: LogLevel.Information);
        app.Handler.Instead = Down;
        string good = app.Issue(Old);

        bool[] unavailable = await Task.WhenAll(Enumerable.Range(0, Storm).Select(_ => Task.Run(async () =>
        {
            try
            {
                await app.ReasonAsync(good);
                return false;
            }
            catch (AuthUnavailableException)
            {
                return true;
            }
        })));

        Assert.That(unavailable, Is.All.True);
        Assert.That(app.Handler.Asked, Has.Count.EqualTo(1));
        Assert.That(app.Log.Ids.Where(id => id >= 400), Is.EqualTo([402]), "one line");
    }

    private static IEnumerable<TestCaseData> Others()
    {
        yield return new TestCaseData(PartnerFixture.Forge("x", issuer: "https://other.test")).SetArgDisplayNames("another issuer");
        yield return new TestCaseData(PartnerFixture.Forge("x", issuer: IssuerHandler.Issuer + "/")).SetArgDisplayNames("nearly the issuer");
        yield return new TestCaseData("a.b.c").SetArgDisplayNames("no token");
        yield return new TestCaseData("..").SetArgDisplayNames("dots");
        yield return new TestCaseData(new string('A', 64)).SetArgDisplayNames("session token");
        yield return new TestCaseData(PartnerFixture.Forge(new string('k', 20_000))).SetArgDisplayNames("too long");
    }

    [TestCaseSource(nameof(Others))]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_ATokenThatNamesAnotherIssuer_MakesNoRequest(string token)
    {
        using PartnerFixture app = new();

        AuthResult result = await app.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.False);
        Assert.That(app.Handler.Asked, Is.Empty);
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Authenticate_WithTwoIssuers_AsksTheOneThatTheTokenNames()
    {
        using IssuerHandler other = new();
        using PartnerFixture app = new(more: builder => builder
            .AddJwt("Other", options => (options.Issuer, options.Audience) = ("https://other.test", PartnerFixture.Audience))
            .UseIssuerKeys("Other", options => (options.JwksAddress, options.BackchannelHttpHandler) = (IssuerHandler.JwksAddress, other)));
        app.Handler.Publish(Old);
        other.Publish(New);
        IAuthStrategy second = app.Services.GetRequiredKeyedService<IAuthStrategy>("Other");

        Assert.That((await second.AuthenticateAsync(app.Issue(Old))).Succeeded, Is.False);
        Assert.That((await second.AuthenticateAsync(app.Issue(New, issuer: "https://other.test"))).Succeeded, Is.True);
        Assert.That(await app.ReasonAsync(app.Issue(New, issuer: "https://other.test")), Is.Not.Null);
        Assert.That((app.Handler.Asked.Count, other.Asked.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task OtherCalls_WithATokenOfTheIssuer_MakeNoRequest()
    {
        using PartnerFixture app = new();
        app.Handler.Instead = Down;
        string token = app.Issue(Old);

        Assert.That(await app.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotSupported));
        Assert.That((await app.Strategy.RefreshAsync(token)).Succeeded, Is.False);
        Assert.That(() => app.Strategy.IssueAsync(new(new ClaimsIdentity([new("sub", "a")], "x"))).AsTask(), Throws.InvalidOperationException);
        Assert.That(await app.Services.GetRequiredKeyedService<IJwtKeySet>(PartnerFixture.Name).GetJwksAsync(), Is.EqualTo("{\"keys\":[]}"));
        Assert.That(app.Handler.Asked, Is.Empty);
    }

    [Test]
    [NonParallelizable]
    public async Task Authenticate_WithKnownKeys_CompletesAtOnceAndCostsNoMoreThanAStaticKey()
    {
        using PartnerFixture app = new(level: LogLevel.None);
        app.Handler.Publish(Old);
        string token = app.Issue(Old);
        await app.ReasonAsync(token);
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(app.Time);
        services.AddAuthStrategy().AddJwt(options =>
        {
            (options.Issuer, options.Audience) = (IssuerHandler.Issuer, PartnerFixture.Audience);
            options.VerificationKeys.Add(JwtKey.FromJwk(Old.ExportPublicJwk()));
        });
        await using ServiceProvider provider = services.BuildServiceProvider();

        long fetched = Bytes(app.Strategy, token);
        long configured = Bytes(provider.GetRequiredService<IAuthStrategy>(), token);

        await TestContext.Out.WriteLineAsync($"keys of the issuer: {fetched} B, static key: {configured} B");
        Assert.That(fetched, Is.LessThanOrEqualTo(configured));
    }

    /// <summary>What one call allocates; the first ones, which fill caches, do not count.</summary>
    private static long Bytes(IAuthStrategy strategy, string token)
    {
        const int Calls = 200;
        TakeAll();
        return Allocations.Least(TakeAll) / Calls;

        void TakeAll()
        {
            for (int i = 0; i < Calls; i++)
                Take(strategy, token);
        }
    }

    private static void Take(IAuthStrategy strategy, string token)
    {
        ValueTask<AuthResult> call = strategy.AuthenticateAsync(token);
        if (!call.IsCompletedSuccessfully || !call.Result.Succeeded)
            throw new InvalidOperationException("The call did not complete at once, or was refused.");
    }

    private static Task<AuthFailureReason?[]> StormAsync(PartnerFixture app) =>
        Task.WhenAll(Enumerable.Range(0, Storm).Select(i => Task.Run(() => app.ReasonAsync(PartnerFixture.Forge($"random-{i}")))));
}
