using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>A strategy of the application binds its sessions to devices, by what docs/writing-a-strategy.md says and nothing else.</summary>
[TestFixture]
internal sealed class DeviceBindingCustomTests
{
    private const int AbilitiesMissing = 134;

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Session_OfACustomStrategy_IsBoundAndRefusedWithoutItsDevice([Values] bool besideASession)
    {
        await using TestHost host = await StartAsync<Keys>(besideASession: besideASession);
        using DeviceBrowser browser = new(host);
        using DeviceBrowser thief = new(host);
        RawAnswer login = await browser.LogInAsync();
        Assert.That(login.One("Secure-Session-Registration"), Does.Contain("path=\"/auth/device/register\""));
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(200), "it is not bound yet");

        RawAnswer registered = await browser.RegisterAsync();

        Assert.That(registered.Status, Is.EqualTo(200), registered.Text);
        Assert.That((await browser.GetAsync()).Body, Is.EqualTo("alice"));
        Assert.That((await browser.GetAsync("/bound")).Status, Is.EqualTo(200));
        (thief.Session, thief.Id) = (browser.Session, browser.Id);
        Assert.That((await thief.GetAsync()).Status, Is.EqualTo(401), "a copied cookie");
        Assert.That((await thief.RegisterAsync(thief.Proof(browser.Challenge, withKey: true))).Status, Is.EqualTo(400), "another key");
        Assert.That((await thief.RefreshAsync()).Status, Is.EqualTo(400), "a proof of another key");
        Assert.That(host.App.Log.Count(AbilitiesMissing), Is.Zero);
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Session_OfACustomStrategy_GetsANewBoundCookieForAProof_UntilItEnds()
    {
        await using TestHost host = await StartAsync<Keys>();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(5));
        int late = (await browser.GetAsync()).Status;
        RawAnswer refreshed = await browser.RefreshAsync();
        int again = (await browser.GetAsync()).Status;
        RawAnswer logout = await host.SendAsync("POST /auth/logout", browser.Cookies);

        Assert.That((late, refreshed.Status, again), Is.EqualTo((401, 200, 200)));
        Assert.That(logout.SetCookie("__Host-auth-bound"), Does.Contain("max-age=0"));
        Assert.That((await browser.AskAsync()).Body, Is.EqualTo("{\"continue\":false}"));
    }

    /// <summary>The other session is bound as before.</summary>
    [Test]
    public async Task Session_OfAStrategyThatStatesNothing_IsNotOffered()
    {
        await using TestHost host = await StartAsync<Keys>(states: false, besideASession: true);

        RawAnswer custom = await host.SendAsync("POST /login/alice");
        RawAnswer session = await host.SendAsync("POST /login/alice?scheme=Session");

        Assert.That((custom.Status, custom.One("Secure-Session-Registration")), Is.EqualTo((200, (string?)null)));
        Assert.That(session.One("Secure-Session-Registration"), Is.Not.Null);
    }

    [TestCase(false, CredentialTransport.Cookie)]
    [TestCase(true, CredentialTransport.Bearer)]
    public void Start_NoStrategyBindsDevices_IsRefused(bool states, CredentialTransport transport) => Assert.That(
        async () => await StartAsync<Keys>(states, transport: transport),
        Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("UseDeviceBinding()"));

    /// <summary>It would be bound to nothing, and no one would notice.</summary>
    [Test]
    public async Task Strategy_StatesItWithoutTheInterface_ASignInSucceedsAndTheLogSaysIt()
    {
        await using TestHost host = await StartAsync<RotatingStrategy>(name: "Rotating");

        RawAnswer login = await host.SendAsync("POST /login/alice");

        Assert.That((login.Status, login.One("Secure-Session-Registration")), Is.EqualTo((200, (string?)null)));
        Assert.That(host.App.Log.Count(AbilitiesMissing), Is.EqualTo(1));
        Assert.That(host.App.Log.Text, Does.Contain("Rotating: the strategy is a RotatingStrategy that does not have or pass on IDeviceBinding"));
    }

    /// <summary>The fake binds nothing, and an application cannot add that to it. A wrapper that forgot the ability is told apart.</summary>
    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public async Task Session_InTheTestsOfAnApplication_TheLogNamesAWrapperAndNoFake(bool isFake, int lines)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().UseDeviceBinding(),
            services: services =>
            {
                if (isFake)
                    services.UseFakeAuthStrategy();
                else
                    Wrap(services);
            },
            map: app => app.MapAuthDeviceBinding());

        RawAnswer login = await host.SendAsync("POST /login/alice");

        Assert.That((login.Status, login.One("Secure-Session-Registration")), Is.EqualTo((200, (string?)null)));
        Assert.That(host.App.Log.Count(AbilitiesMissing), Is.EqualTo(lines), host.App.Log.Text);

        static void Wrap(IServiceCollection services)
        {
            ServiceDescriptor inner = services.Last(service => service.ServiceType == typeof(IAuthStrategy) && Equals(service.ServiceKey, "Session"));
            services.AddKeyedSingleton<IAuthStrategy>("Session", (provider, key) => new Watching((IAuthStrategy)inner.KeyedImplementationFactory!(provider, key)));
        }
    }

    private static Task<TestHost> StartAsync<TStrategy>(bool states = true, string name = "Keys", bool besideASession = false, CredentialTransport transport = CredentialTransport.Cookie)
        where TStrategy : class, IAuthStrategy => TestHost.StartAsync(
        b =>
        {
            b.AddStrategy<TStrategy>(name, new() { IssuesCredentials = true, BindsDevices = states });
            if (besideASession)
                b.AddSession();
            b.UseDeviceBinding();
        },
        o =>
        {
            o.Strategy(name).Transport = transport;
            if (besideASession)
                o.Strategy("Session").Cookie.Name = "__Host-session";
        },
        map: app =>
        {
            app.MapAuthDeviceBinding();
            app.MapGet("/bound", () => "bound").RequireDeviceBinding();
        });

    /// <summary>Passes on everything but the binding to devices.</summary>
    private sealed class Watching(IAuthStrategy inner) : DelegatingAuthStrategy(inner)
    {
        public override object? GetService(Type serviceType) =>
            base.GetService(serviceType) ?? (serviceType == typeof(IDeviceBinding) ? null : InnerStrategy.GetService(serviceType));
    }

    /// <summary>One random key for each session, in one process.</summary>
    private sealed class Keys(TimeProvider time) : IAuthStrategy, IDeviceBinding
    {
        private readonly ConcurrentDictionary<string, Entry> _entries = new();
        private readonly ConcurrentDictionary<string, bool> _used = new();

        public string Name => "Keys";

        public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
        {
            string key = RandomNumberGenerator.GetHexString(40);
            SessionId session = new(RandomNumberGenerator.GetBytes(SessionId.Size));
            _entries[key] = new(session, principal.FindFirst("sub")!.Value);
            return new(new IssuedCredential { Value = key, SessionId = session, ExpiresAt = time.GetUtcNow().AddHours(8) });
        }

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
        {
            IClientFactsSource? client = ClientFactsScope.Take();
            if (!_entries.TryGetValue(credential, out Entry? entry))
                return new(AuthResult.None);
            if (entry.Device is { } device && (client as IDeviceProofSource)?.ProvesDevice(entry.Session, device.Thumbprint) != true)
                return new(AuthResult.Fail(AuthFailureReason.DeviceBindingRequired, "The session is bound to a device."));

            return new(AuthResult.Success(Logins.User(entry.Subject)) with { SessionId = entry.Session });
        }

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => new(RefreshResult.None);

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) =>
            new(_entries.TryRemove(credential, out _) ? RevokeOutcome.Revoked : RevokeOutcome.NotFound);

        public ValueTask<DeviceBindingOutcome> BindDeviceAsync(string credential, SessionId session, DeviceKey key, CancellationToken cancellationToken = default)
        {
            if (!_entries.TryGetValue(credential, out Entry? entry) || entry.Session != session)
                return new(DeviceBindingOutcome.NotFound);

            return new(Interlocked.CompareExchange(ref entry.Device, key, null) is null ? DeviceBindingOutcome.Bound : DeviceBindingOutcome.AlreadyBound);
        }

        public ValueTask<DeviceKey?> FindDeviceAsync(SessionId session, CancellationToken cancellationToken = default) =>
            new(_entries.Values.FirstOrDefault(entry => entry.Session == session)?.Device);

        public ValueTask<bool> TryUseChallengeAsync(string challenge, DateTimeOffset endsAt, CancellationToken cancellationToken = default) => new(_used.TryAdd(challenge, true));

        private sealed class Entry(SessionId session, string subject)
        {
            public DeviceKey? Device;

            public SessionId Session => session;

            public string Subject => subject;
        }
    }
}
