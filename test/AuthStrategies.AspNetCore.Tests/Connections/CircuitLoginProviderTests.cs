using System.Security.Claims;
using AuthStrategies.AspNetCore.Connections;
using Microsoft.AspNetCore.Components.Authorization;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>The user of a circuit, set as the circuit host sets it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CircuitLoginProviderTests : IDisposable
{
    private readonly WatchWorld _world = new();
    private readonly CircuitLoginProvider _provider;
    private readonly List<string?> _told = [];

    public CircuitLoginProviderTests()
    {
        _provider = new(_world.Watch);
        _provider.AuthenticationStateChanged += async state => _told.Add((await state).User.Identity?.Name);
    }

    [TearDown]
    public void Dispose()
    {
        _provider.Dispose();
        _world.Dispose();
    }

    [Test]
    public void Get_BeforeTheHostHasSetIt_Throws() => Assert.That(() => _provider.GetAuthenticationStateAsync(), Throws.InvalidOperationException);

    [Test]
    public async Task Set_LoginLives_StaysWhoItIs()
    {
        Set(User(WatchWorld.Session()));

        _world.Pass(TimeSpan.FromMinutes(10));

        Assert.That(await NameAsync(), Is.EqualTo("alice"));
        Assert.That(_told, Is.EqualTo((string?[])["alice"]));
        Assert.That(_world.Touches, Is.Not.Empty);
    }

    [Test]
    public async Task Set_SessionEnds_TurnsAnonymousWithinTheInterval()
    {
        Set(User(WatchWorld.Session()));
        _world.Answer = (_, _) => default;

        _world.Pass(WatchWorld.Interval);

        Assert.That(await NameAsync(), Is.Null);
        Assert.That(_told, Is.EqualTo((string?[])["alice", null]));
    }

    [Test]
    public async Task Set_JwtExpires_TurnsAnonymous()
    {
        Set(User(WatchWorld.Jwt(WatchWorld.Start.AddMinutes(15))));

        _world.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.That(await NameAsync(), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-01")]
    public async Task Set_StoreIsDownForLongerThanTheInterval_IsNobodyUntilItIsBack()
    {
        Set(User(WatchWorld.Session()));
        _world.Answer = (_, _) => throw new SessionStoreException("down");
        _world.Pass(WatchWorld.Interval);
        string? down = await NameAsync();

        _world.Answer = null;
        _world.Pass(WatchWorld.Interval / 5);

        Assert.That((down, await NameAsync()), Is.EqualTo(((string?)null, "alice")));
        Assert.That(_told, Is.EqualTo((string?[])["alice", null, "alice"]));
    }

    [Test]
    public async Task Set_UserOfAnotherScheme_IsLeftAlone()
    {
        Set(User(facts: null));

        _world.Pass(TimeSpan.FromHours(2));

        Assert.That((await NameAsync(), _world.Watch.Count), Is.EqualTo(("alice", 0)));
    }

    [Test]
    public async Task Set_Again_WatchesTheNewUserAlone()
    {
        Set(User(WatchWorld.Session(1)));
        Set(User(WatchWorld.Session(2)));
        _world.Answer = (id, _) => new(id == WatchWorld.Id(1) ? null : _world.Info(id));

        _world.Pass(WatchWorld.Interval * 2);

        Assert.That((await NameAsync(), _world.Watch.Count), Is.EqualTo(("alice", 1)));
        Assert.That(_world.Touches.Select(touch => touch.Id), Has.All.EqualTo(WatchWorld.Id(2)));
    }

    [Test]
    public async Task Set_UserIsKnownLater_IsWatchedFromThenOn()
    {
        TaskCompletionSource<AuthenticationState> later = new();
        _provider.SetAuthenticationState(later.Task);
        later.SetResult(new(User(WatchWorld.Session())));
        Assert.That(() => _world.Watch.Count, Is.EqualTo(1).After(30_000, 10));

        _world.Answer = (_, _) => default;
        _world.Pass(WatchWorld.Interval);

        Assert.That(await NameAsync(), Is.Null);
    }

    [Test]
    public void Dispose_CircuitIsGone_KeepsNothing()
    {
        Set(User(WatchWorld.Session()));

        _provider.Dispose();
        _world.Pass(WatchWorld.Interval * 2);

        Assert.That((_world.Watch.Count, _world.Touches.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Set_UserOfALongOpenConnectionWhoseSessionHasEnded_IsNobodyAtOnce()
    {
        _world.Answer = (_, _) => default;

        Set(User(WatchWorld.Session() with { ConfirmedAt = WatchWorld.Start - WatchWorld.Interval }));
        string? name = await NameAsync();
        _world.Pass(TimeSpan.FromSeconds(1));

        Assert.That((name, await NameAsync(), _world.Touches.Count), Is.EqualTo(((string?)null, (string?)null, 1)));
    }

    [Test]
    public async Task Set_UserOfALongOpenConnectionWhoseSessionLives_IsBackWhenItIsConfirmed()
    {
        Set(User(WatchWorld.Session() with { ConfirmedAt = WatchWorld.Start - WatchWorld.Interval }));
        _world.Pass(TimeSpan.FromSeconds(1));

        Assert.That((await NameAsync(), _world.Touches.Count), Is.EqualTo(("alice", 1)));
    }

    [Test]
    public void Set_UserOfAConnectionOpenForHalfTheInterval_IsAskedAboutInTime()
    {
        Set(User(WatchWorld.Session() with { ConfirmedAt = WatchWorld.Start - (WatchWorld.Interval / 2) }));

        _world.Pass(WatchWorld.Interval);

        Assert.That(_told, Is.EqualTo((string?[])["alice"]));
    }

    private static ClaimsPrincipal User(LoginFacts? facts) =>
        new(new ClaimsIdentity([new("name", "alice")], "Session", "name", "role") { BootstrapContext = facts });

    private void Set(ClaimsPrincipal user) => _provider.SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));

    private async Task<string?> NameAsync() => (await _provider.GetAuthenticationStateAsync()).User.Identity?.Name;
}
