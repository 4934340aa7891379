using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.CookieTickets;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>The application converts the principal of a login, with a look-up that takes time, fails or is cancelled.</summary>
[TestFixture]
public sealed class AcceptCookiesConvertTests
{
    private const int Unavailable = 101;

    private static readonly Exception[] Failures =
    [
        new InvalidOperationException("No database."),
        new ArgumentException("No name."),
        new OperationCanceledException("The time limit of a query."),
        new AuthUnavailableException("Not now."),
    ];

    [Test]
    public async Task Throws_503AndTheLoginIsMovedByTheNextRequest([ValueSource(nameof(Failures))] Exception failure, [Values] bool afterAnAwait, [Values] bool withTickets)
    {
        bool fails = true;
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = withTickets ? new TicketList() : null,
            accept: options => options.ConvertPrincipal = async (login, _) => fails && !afterAnAwait ? throw failure : await LookUpAsync(login.Principal, fails ? failure : null));
        using FormerVisitor alice = await app.VisitAsync();
        string? old = alice.Old;
        string failed = await alice.GetAsync();
        (int, string?, string?, int) after = (await app.CountAsync(), alice.Old, alice.New, app.App.Log.Count(Unavailable));
        string why = app.App.Log.Text;
        fails = false;

        Assert.That((failed, after), Is.EqualTo(("503", (0, old, (string?)null, 1))));
        Assert.That(why, Does.Contain(failure is AuthUnavailableException ? "Not now." : "The login of a cookie of Cookies could not be moved, because ConvertPrincipal failed."));
        Assert.That((await alice.GetAsync(), await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", "alice True", 1)));
    }

    /// <summary>It is no task, so it can fail before there is one.</summary>
    [Test]
    public async Task ThrowsBeforeItReturnsATask_503([ValueSource(nameof(Failures))] Exception failure)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(accept: options => options.ConvertPrincipal = (_, _) => throw failure);
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That((await alice.GetAsync(), await app.CountAsync(), app.App.Log.Count(Unavailable)), Is.EqualTo(("503", 0, 1)));
    }

    /// <summary>The client hangs up during the look-up: nothing was out of order, so no outage is reported. Any other exception is one.</summary>
    [TestCase(null, false)]
    [TestCase(null, true)]
    [TestCase("No database.", true)]
    public async Task ClientDisconnects_TheLoginIsMovedByTheNextRequest(string? failure, bool isCancelledBefore)
    {
        bool hangsUp = true;
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FormerApplication app = await FormerApplication.StartAsync(
            accept: options => options.ConvertPrincipal = async (login, cancellationToken) =>
            {
                if (!hangsUp)
                    return login.Principal;

                login.HttpContext.Response.OnCompleted(() => Task.FromResult(ended.TrySetResult()));
                login.HttpContext.Abort();
                if (isCancelledBefore)
                    await Until.TrueAsync(() => cancellationToken.IsCancellationRequested);
                if (failure is not null)
                    throw new InvalidOperationException(failure);
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return login.Principal;
            });
        using FormerVisitor alice = await app.VisitAsync();
        Assert.That(() => alice.GetAsync(), Throws.InstanceOf<HttpRequestException>());
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
        hangsUp = false;

        Assert.That((await app.CountAsync(), app.App.Log.Count(Unavailable)), Is.EqualTo((0, failure is null ? 0 : 1)));
        Assert.That((await alice.GetAsync(), await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", "alice True", 1)));
    }

    [Test]
    public async Task SeveralRequestsLookUpAtOnce_TheLoginIsMovedOnce([Values] bool oneFails)
    {
        int calls = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FormerApplication app = await FormerApplication.StartAsync(
            accept: options => options.ConvertPrincipal = async (login, _) =>
            {
                int call = Interlocked.Increment(ref calls);
                if (call == 5)
                    all.SetResult();
                await all.Task;
                return oneFails && call == 1 ? throw new InvalidOperationException("No database.") : login.Principal;
            });
        using FormerVisitor alice = await app.VisitAsync();

        string[] burst = await alice.BurstAsync(5);

        Assert.That(burst.Order(StringComparer.Ordinal), Is.EqualTo(oneFails ? ["503", .. Enumerable.Repeat("alice True", 4)] : Enumerable.Repeat("alice True", 5)));
        Assert.That((await alice.GetAsync(), await app.CountAsync()), Is.EqualTo(("alice True", 1)));
    }

    [Test]
    public async Task Context_HasTheLoginAndTheRequest_AndTheTokenIsThatOfTheRequest()
    {
        (string? Name, string? Token, string Scheme, string? Path, bool IsOfTheRequest) seen = default;
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.SessionStore = new TicketList(),
            accept: options => options.ConvertPrincipal = async (login, cancellationToken) =>
            {
                seen = (login.Principal.Identity!.Name, login.Properties.GetTokenValue("access_token"), login.Scheme, login.HttpContext.Request.Path, cancellationToken == login.HttpContext.RequestAborted);
                await LookUpAsync(login.Principal, failure: null);
                login.Properties.StoreTokens([new() { Name = "access_token", Value = "another" }]);
                return FormerApplication.User("bob");
            });
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That((await alice.GetAsync(), await alice.GetAsync("/item"), await app.CountAsync("bob")), Is.EqualTo(("bob True", "another", 1)));
        Assert.That(seen, Is.EqualTo(("alice", "of-a-provider", CookieAuthenticationDefaults.AuthenticationScheme, "/me", true)));
    }

    /// <summary>The code that docs/migration/from-add-cookie.md shows.</summary>
    [TestCase("alice", ExpectedResult = "id-of-alice False")]
    [TestCase("bob", ExpectedResult = "401")]
    public async Task<string> UserWithoutAnId_IsLookedUp(string name)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            accept: o =>
            {
                o.ConvertPrincipal = async (login, cancellationToken) =>
                {
                    Users users = login.HttpContext.RequestServices.GetRequiredService<Users>();
                    string? id = await users.FindIdAsync(login.Principal.Identity!.Name!, cancellationToken);
                    return id is null ? null : PrincipalOf(id);
                };
            },
            more: services => services.AddScoped<Users>());
        using FormerVisitor visitor = await app.VisitAsync(name, "?nameless=true");

        string answer = await visitor.GetAsync();

        Assert.That((await app.CountAsync("id-of-alice"), app.App.Log.Count(158)), Is.EqualTo((answer == "401" ? 0 : 1, 0)));
        return answer;

        static ClaimsPrincipal PrincipalOf(string id) => new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, id), new(ClaimTypes.Name, id)], "password"));
    }

    /// <summary>A look-up may take longer than the login still lasts. It was valid when it came.</summary>
    [TestCase(2)]
    [TestCase(90)]
    public async Task LookUpTakesLong_TheLoginIsMoved(int seconds)
    {
        TestApplication? running = null;
        await using FormerApplication app = await FormerApplication.StartAsync(
            accept: options => options.ConvertPrincipal = (login, _) =>
            {
                running!.Time.Advance(TimeSpan.FromSeconds(seconds));
                return new(login.Principal);
            });
        running = app.App;
        using FormerVisitor alice = await app.VisitAsync(query: "?minutes=1&refresh=false");

        Assert.That((await alice.GetAsync(), app.App.Log.Count(158)), Is.EqualTo(("alice True", 0)));
    }

    /// <summary>While logins are not moved, the principal is needed to find out whether its login has ended. The former handler goes on without it.</summary>
    [Test]
    public async Task NotMovedYet_Throws_TheLoginGoesOnAndItsCookieIsNotRenewed([Values] bool fails, [Values] bool afterAnAwait)
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            accept: options =>
            {
                options.MoveLogins = false;
                options.ConvertPrincipal = async (login, _) =>
                {
                    if (fails && !afterAnAwait)
                        throw new InvalidOperationException("No database.");
                    return await LookUpAsync(login.Principal, fails ? new InvalidOperationException("No database.") : null);
                };
            });
        using FormerVisitor alice = new(app.App);
        (await alice.SendAsync(HttpMethod.Post, "/old-scheme/alice")).Dispose();
        string? old = alice.Old;
        app.App.Time.Advance(TimeSpan.FromDays(8));

        Assert.That((await alice.GetAsync(), alice.Old == old, await app.CountAsync()), Is.EqualTo(("alice True", fails, 0)));
    }

    private static async ValueTask<ClaimsPrincipal?> LookUpAsync(ClaimsPrincipal user, Exception? failure)
    {
        await Task.Yield();
        return failure is null ? user : throw failure;
    }

    private sealed class Users
    {
        public async Task<string?> FindIdAsync(string name, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
            return name == "alice" ? $"id-of-{name}" : null;
        }
    }
}
