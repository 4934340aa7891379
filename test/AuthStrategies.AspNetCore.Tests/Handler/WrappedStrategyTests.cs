using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace AuthStrategies.AspNetCore.Tests.Handler;

/// <summary>An application may put a wrapper in the place of a strategy. What the library must know about the strategy inside, it still finds.</summary>
[TestFixture]
public sealed class WrappedStrategyTests
{
    private const int AbilitiesMissing = 134;

    [TestCase("Session", false)]
    [TestCase("Session", true)]
    [TestCase("Jwt", false)]
    [TestCase("Jwt", true)]
    public async Task RevokeEverything_Wrapped_EndsItsSessions(string name, bool passesOn)
    {
        await using TestHost host = await StartAsync(name, passesOn);
        IAuthStrategy strategy = host.App.Services.GetRequiredService<IAuthStrategy>();
        IssuedCredential alice = await strategy.IssueAsync(Logins.Alice);
        ISessionDirectory directory = host.App.Services.GetRequiredService<ISessionDirectory>();
        Assert.That(strategy, Is.InstanceOf<CountingStrategy>());
        Assert.That(await directory.ListAsync("alice"), Has.Count.EqualTo(1));

        RevokeOutcome outcome = await directory.RevokeEverythingAsync();

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await strategy.AuthenticateAsync(alice.Value)).Succeeded, Is.False);
    }

    [TestCase(false, 0, 1)]
    [TestCase(true, 1, 0)]
    public async Task CookieRequest_Wrapped_RotatesOnlyWhereTheAbilityIsPassedOn(bool passesOn, int rotations, int warnings)
    {
        await using TestHost host = await StartAsync("Session", passesOn);
        string cookie = await host.LogInAsync();
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");
        host.App.Time.Advance(TimeSpan.FromMinutes(30));

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.All("Set-Cookie").Count(set => set.StartsWith("__Host-auth=", StringComparison.Ordinal)), Is.EqualTo(rotations));
        Assert.That(host.App.Log.Ids.Count(id => id == AbilitiesMissing), Is.EqualTo(warnings));
    }

    [TestCase("Session", "ICookieRotation, ISenderConstraint, IAuthenticationWithoutRenewal, ISessionItems")]
    [TestCase("Jwt", "ICookieRotation, ISenderConstraint, IRefreshTokenAuthentication")]
    public async Task FirstLogin_WrapperPassesNothingOn_TheLogNamesEachAbility(string name, string abilities)
    {
        await using TestHost host = await StartAsync(name, passesOn: false);

        await host.SendAsync("POST /login/alice");

        Assert.That(host.App.Log.Text, Does.Contain($"{name}: the strategy is a CountingStrategy that does not have or pass on {abilities}, and"));
    }

    /// <summary>What a strategy states and does not implement would be missed silently.</summary>
    [TestCase("", null)]
    [TestCase("BindsKeys", "ISenderConstraint")]
    [TestCase("KeepsItems", "ISessionItems")]
    [TestCase("AuthenticatesRefreshTokens", "IRefreshTokenAuthentication")]
    [TestCase("BindsKeys KeepsItems", "ISenderConstraint, ISessionItems")]
    public async Task FirstLogin_CustomStrategyStatesMoreThanItHas_TheLogNamesIt(string states, string? abilities)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddStrategy<RotatingStrategy>("Rotating", new()
        {
            IssuesCredentials = true,
            BindsKeys = states.Contains("BindsKeys", StringComparison.Ordinal),
            KeepsItems = states.Contains("KeepsItems", StringComparison.Ordinal),
            AuthenticatesRefreshTokens = states.Contains("AuthenticatesRefreshTokens", StringComparison.Ordinal),
        }));

        await host.SendAsync("POST /login/alice");

        Assert.That(host.App.Log.Count(AbilitiesMissing), Is.EqualTo(abilities is null ? 0 : 1));
        if (abilities is not null)
            Assert.That(host.App.Log.Text, Does.Contain($"Rotating: the strategy is a RotatingStrategy that does not have or pass on {abilities}, and"));
    }

    /// <summary>A fake is no wrapper that forgot something.</summary>
    [Test]
    public async Task Request_FakeOfAStrategyWithRefreshTokens_TheLogNamesNoAbility()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.JwtWithRefresh),
            services: services => services.UseFakeAuthStrategy());

        RawAnswer answer = await host.SendAsync("GET /me", "Authorization: Bearer nothing");

        Assert.That(answer.Status, Is.EqualTo(401), host.App.Log.Text);
        Assert.That(host.App.Log.Count(AbilitiesMissing), Is.Zero);
    }

    [TestCase("Session", AuthStrategyKind.Session)]
    [TestCase("Jwt", AuthStrategyKind.Jwt)]
    public void GetService_OfAWrapper_IsItselfOrTheStrategyInside(string name, object kind)
    {
        using ServiceProvider services = Services(name).BuildServiceProvider();
        IAuthStrategy inner = services.GetRequiredService<IAuthStrategy>();
        CountingStrategy outer = new(new CountingStrategy(inner, passesOn: false), passesOn: false);
        CountingStrategy passing = new(inner, passesOn: true);

        Assert.That(outer.GetService(inner.GetType()), Is.SameAs(inner));
        Assert.That(outer.GetService<IAuthStrategy>(), Is.SameAs(outer));
        Assert.That(outer.GetService<ICookieRotation>(), Is.Null);
        Assert.That(passing.GetService<ICookieRotation>(), Is.SameAs(inner));
        Assert.That(((IAuthStrategy)passing).GetService((AuthStrategyKind)kind == AuthStrategyKind.Jwt ? typeof(SessionStrategy) : typeof(JwtStrategy)), Is.Null);
        Assert.That(inner.GetService<ISenderConstraint>(), Is.SameAs(inner));
        Assert.That(() => outer.GetService(null!), Throws.ArgumentNullException);
        Assert.That(() => new CountingStrategy(null!, passesOn: false), Throws.ArgumentNullException);
    }

    [Test]
    public void GetService_OfAMock_IsTheMockItself()
    {
        Mock<IAuthStrategy> mock = new();
        mock.As<ICookieRotation>();

        Assert.That(mock.Object.GetService<ICookieRotation>(), Is.SameAs(mock.Object));
    }

    private static IServiceCollection Services(string name) =>
        name == "Jwt" ? new ServiceCollection().AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).Services : new ServiceCollection().AddAuthStrategy().AddSession().Services;

    private static Task<TestHost> StartAsync(string name, bool passesOn) => TestHost.StartAsync(
        b => _ = name == "Jwt" ? b.AddJwt(o => { Logins.JwtWithRefresh(o); o.RequireLiveSession = true; }) : b.AddSession(),
        services: services => Wrap(services, name, passesOn));

    // As docs/writing-a-strategy.md shows it.
    private static void Wrap(IServiceCollection services, string name, bool passesOn)
    {
        ServiceDescriptor inner = services.Last(service => service.ServiceType == typeof(IAuthStrategy) && Equals(service.ServiceKey, name));
        services.AddKeyedSingleton<IAuthStrategy>(name, (provider, key) =>
            new CountingStrategy((IAuthStrategy)inner.KeyedImplementationFactory!(provider, key), passesOn));
    }

    private sealed class CountingStrategy(IAuthStrategy inner, bool passesOn) : DelegatingAuthStrategy(inner)
    {
        public override object? GetService(Type serviceType) =>
            base.GetService(serviceType) ?? (passesOn ? InnerStrategy.GetService(serviceType) : null);
    }
}
