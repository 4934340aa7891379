using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Connections;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>The user of a circuit, set as the circuit host sets it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class CircuitSessionProviderTests : IDisposable
{
    private readonly MonitorFixture _host = new();
    private readonly CircuitSessionProvider _provider;
    private readonly List<string?> _told = [];

    public CircuitSessionProviderTests()
    {
        _provider = new(_host.Watch, NullLogger<CircuitSessionProvider>.Instance);
        _provider.AuthenticationStateChanged += async state => _told.Add((await state).User.Identity?.Name);
    }

    [TearDown]
    public void Dispose()
    {
        _provider.Dispose();
        _host.Dispose();
    }

    [Test]
    public void Get_BeforeTheHostHasSetIt_Throws() => Assert.That(() => _provider.GetAuthenticationStateAsync(), Throws.InvalidOperationException);

    [Test]
    public async Task Set_SessionLives_StaysWhoItIs()
    {
        Set(User(MonitorFixture.Session()));

        _host.Pass(TimeSpan.FromMinutes(10));

        Assert.That(await NameAsync(), Is.EqualTo("alice"));
        Assert.That(_told, Is.EqualTo((string?[])["alice"]));
        Assert.That(_host.Touches, Is.Not.Empty);
    }

    [Test]
    public async Task Set_SessionEnds_TurnsAnonymousWithinTheInterval()
    {
        Set(User(MonitorFixture.Session()));
        _host.Answer = (_, _) => default;

        _host.Pass(MonitorFixture.Interval);

        Assert.That(await NameAsync(), Is.Null);
        Assert.That(_told, Is.EqualTo((string?[])["alice", null]));
    }

    [Test]
    public async Task Set_JwtExpires_TurnsAnonymous()
    {
        Set(User(MonitorFixture.Jwt(MonitorFixture.Start.AddMinutes(15))));

        _host.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.That(await NameAsync(), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-01")]
    public async Task Set_StoreIsDownForLongerThanTheInterval_IsNoUserUntilItIsBack()
    {
        Set(User(MonitorFixture.Session()));
        _host.Answer = (_, _) => throw new SessionStoreException("down");
        _host.Pass(MonitorFixture.Interval);
        string? down = await NameAsync();

        _host.Answer = null;
        _host.Pass(MonitorFixture.Interval / 5);

        Assert.That((down, await NameAsync()), Is.EqualTo(((string?)null, "alice")));
        Assert.That(_told, Is.EqualTo((string?[])["alice", null, "alice"]));
    }

    [Test]
    public async Task Set_UserOfAnotherScheme_IsNotMonitored()
    {
        Set(User(facts: null));

        _host.Pass(TimeSpan.FromHours(2));

        Assert.That((await NameAsync(), _host.Watch.Count), Is.EqualTo(("alice", 0)));
    }

    [Test]
    public async Task Set_Again_WatchesTheNewUserAlone()
    {
        Set(User(MonitorFixture.Session(1)));
        Set(User(MonitorFixture.Session(2)));
        _host.Answer = (id, _) => new(id == MonitorFixture.Id(1) ? null : _host.Info(id));

        _host.Pass(MonitorFixture.Interval * 2);

        Assert.That((await NameAsync(), _host.Watch.Count), Is.EqualTo(("alice", 1)));
        Assert.That(_host.Touches.Select(touch => touch.Id), Has.All.EqualTo(MonitorFixture.Id(2)));
    }

    [Test]
    public async Task Set_UserIsKnownLater_IsWatchedFromThenOn()
    {
        TaskCompletionSource<AuthenticationState> later = new();
        _provider.SetAuthenticationState(later.Task);
        later.SetResult(new(User(MonitorFixture.Session())));
        Assert.That(() => _host.Watch.Count, Is.EqualTo(1).After(30_000, 10));

        _host.Answer = (_, _) => default;
        _host.Pass(MonitorFixture.Interval);

        Assert.That(await NameAsync(), Is.Null);
    }

    [Test]
    public void Dispose_CircuitIsGone_KeepsNothing()
    {
        Set(User(MonitorFixture.Session()));

        _provider.Dispose();
        _host.Pass(MonitorFixture.Interval * 2);

        Assert.That((_host.Watch.Count, _host.Touches.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Set_UserOfALongOpenConnectionWhoseSessionHasEnded_IsNoUserImmediately()
    {
        _host.Answer = (_, _) => default;

        Set(User(MonitorFixture.Session() with { ConfirmedAt = MonitorFixture.Start - MonitorFixture.Interval }));
        string? name = await NameAsync();
        _host.Pass(TimeSpan.FromSeconds(1));

        Assert.That((name, await NameAsync(), _host.Touches.Count), Is.EqualTo(((string?)null, (string?)null, 1)));
    }

    [Test]
    public async Task Set_UserOfALongOpenConnectionWhoseSessionLives_IsBackWhenItIsConfirmed()
    {
        Set(User(MonitorFixture.Session() with { ConfirmedAt = MonitorFixture.Start - MonitorFixture.Interval }));
        _host.Pass(TimeSpan.FromSeconds(1));

        Assert.That((await NameAsync(), _host.Touches.Count), Is.EqualTo(("alice", 1)));
    }

    [Test]
    public void Set_UserOfAConnectionOpenForHalfTheInterval_IsAskedAboutInTime()
    {
        Set(User(MonitorFixture.Session() with { ConfirmedAt = MonitorFixture.Start - (MonitorFixture.Interval / 2) }));

        _host.Pass(MonitorFixture.Interval);

        Assert.That(_told, Is.EqualTo((string?[])["alice"]));
    }

    [TestCase("alice", "reader,admin", "", TestName = "Set_SameClaims_IsNotTold")]
    [TestCase("alice", "admin,reader", "", TestName = "Set_SameClaimsInAnotherOrder_IsNotTold")]
    [TestCase("alice", "reader", "admin", TestName = "Set_ARoleWasTakenAway_HasItNoLonger")]
    public async Task Roles(string name, string roles, string lost)
    {
        ClaimsPrincipal before = Stored(name, "reader", "admin");
        Set(User(MonitorFixture.Session() with { Connection = new(Stored(name, "reader", "admin"), null) }));
        _host.Answer = (id, _) => new(_host.Info(id, principal: Stored(name, roles.Split(','))));

        _host.Pass(MonitorFixture.Interval * 3);

        ClaimsPrincipal after = (await _provider.GetAuthenticationStateAsync()).User;
        Assert.That((before.IsInRole("admin"), lost.Length > 0 && after.IsInRole(lost), _told.Count), Is.EqualTo((true, false, lost.Length == 0 ? 1 : 2)));
        Assert.That((after.Identity!.Name, RequestSession.Find(after)?.SessionId), Is.EqualTo((name, MonitorFixture.Session().SessionId)));
    }

    [Test]
    public async Task Set_ClaimsChangeTwice_ShowsTheLast()
    {
        Set(User(MonitorFixture.Session() with { Connection = new(Stored("alice"), null) }));
        foreach (string name in new[] { "bob", "carol" })
        {
            _host.Answer = (id, _) => new(_host.Info(id, principal: Stored(name)));
            _host.Pass(MonitorFixture.Interval);
        }

        Assert.That(await NameAsync(), Is.EqualTo("carol"));
        Assert.That(_told, Is.EqualTo((string?[])["alice", "bob", "carol"]));
    }

    [Test]
    public async Task Set_ClaimsChangedThenTheSessionEnds_IsNoUser()
    {
        Set(User(MonitorFixture.Session() with { Connection = new(Stored("alice"), null) }));
        _host.Answer = (id, _) => new(_host.Info(id, principal: Stored("bob")));
        _host.Pass(MonitorFixture.Interval);
        _host.Answer = (_, _) => default;

        _host.Pass(MonitorFixture.Interval);

        Assert.That(await NameAsync(), Is.Null);
    }

    [TestCase(false, "transformed")]
    [TestCase(true, null)]
    public async Task Set_ClaimsChange_AreTransformedAsInARequest(bool fails, string? name)
    {
        using CircuitSessionProvider provider = new(_host.Watch, NullLogger<CircuitSessionProvider>.Instance, new Transformation(fails));
        provider.SetAuthenticationState(Task.FromResult(new AuthenticationState(User(MonitorFixture.Session() with { Connection = new(Stored("alice"), null) }))));
        _host.Answer = (id, _) => new(_host.Info(id, principal: Stored("bob")));

        _host.Pass(MonitorFixture.Interval);

        Assert.That((await provider.GetAuthenticationStateAsync()).User.Identity!.Name, Is.EqualTo(name));
    }

    private static ClaimsPrincipal Stored(string name, params string[] roles) =>
        new(new ClaimsIdentity([new("name", name), .. roles.Select(role => new Claim("role", role))], "Session", "name", "role"));

    private static ClaimsPrincipal User(RequestSession? facts) =>
        new(new ClaimsIdentity([new("name", "alice")], "Session", "name", "role") { BootstrapContext = facts });

    private void Set(ClaimsPrincipal user) => _provider.SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));

    private async Task<string?> NameAsync() => (await _provider.GetAuthenticationStateAsync()).User.Identity?.Name;

    private sealed class Transformation(bool fails) : IClaimsTransformation
    {
        public async Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            await Task.Yield();
            return fails ? throw new InvalidOperationException("of the application") : Stored("transformed");
        }
    }
}
