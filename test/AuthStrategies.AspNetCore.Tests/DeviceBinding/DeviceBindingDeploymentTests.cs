using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>Deployments of an application with device-bound sessions: two nodes with one store and the same keys, and other options.</summary>
[TestFixture]
internal sealed class DeviceBindingDeploymentTests
{
    [Test]
    [Property("Requirement", "P-03")]
    public async Task Offers_Off_BoundSessionsGoOnAndNoneBecomesBound()
    {
        await using TestHost on = await DeviceHosts.StartAsync();
        await using TestHost off = await NextAsync(on, o => o.OfferRegistration = false);
        using DeviceBrowser browser = new(on);
        await browser.LogInAndRegisterAsync();
        using DeviceBrowser next = new(off) { Session = browser.Session, Bound = browser.Bound, Id = browser.Id };
        off.App.Time.Advance(DeviceBrowser.GracePeriod);

        RawAnswer login = await off.SendAsync("POST /login/bob");
        RawAnswer bound = await next.GetAsync();
        RawAnswer asked = await next.AskAsync();
        RawAnswer refreshed = await next.AnswerAsync(browser.Proof(DeviceBrowser.ChallengeOf(asked)));
        next.Bound = null;
        RawAnswer stolen = await next.GetAsync();

        Assert.That((login.Status, login.One("Secure-Session-Registration")), Is.EqualTo((200, (string?)null)));
        Assert.That((bound.Status, asked.Status, refreshed.Status, stolen.Status), Is.EqualTo((200, 403, 200, 401)));
    }

    private static readonly TestCaseData[] Renames =
    [
        Row("SessionCookie", null, o => { o.Strategy("Session").Cookie.Name = "__Host-shop"; o.Strategy("Session").Cookie.FormerNames.Add("__Host-auth"); }, "__Host-auth", "__Host-shop-bound"),
        Row("SessionCookieOfAPath", null, o => { o.Strategy("Session").Cookie.Name = "shop"; o.Strategy("Session").Cookie.Path = "/me"; o.Strategy("Session").Cookie.FormerNames.Add("__Host-auth"); }, "__Host-auth", "shop-bound"),
        Row("BoundCookie", o => o.CookieName = "__Host-device", null, "__Host-auth", "__Host-device"),
        Row("Both", o => o.CookieName = "__Host-device", o => { o.Strategy("Session").Cookie.Name = "__Host-shop"; o.Strategy("Session").Cookie.FormerNames.Add("__Host-auth"); }, "__Host-auth", "__Host-device"),
    ];

    [TestCaseSource(nameof(Renames))]
    [Property("Requirement", "P-03")]
    public async Task Rename_BoundCookieWithTheFormerName_IsAcceptedUntilItEndsAndDeletedAfterIt(Action<DeviceBindingOptions>? binding, Action<AuthHttpOptions>? http, string session, string present)
    {
        await using TestHost before = await DeviceHosts.StartAsync();
        await using TestHost after = await NextAsync(before, binding, http);
        using DeviceBrowser browser = new(before);
        await browser.LogInAndRegisterAsync();
        after.App.Time.Advance(DeviceBrowser.GracePeriod);
        string cookies = $"Cookie: {session}={browser.Session}; __Host-auth-bound={browser.Bound}";

        RawAnswer accepted = await after.SendAsync("GET /me", cookies);
        after.App.Time.Advance(TimeSpan.FromMinutes(5));
        RawAnswer refused = await after.SendAsync("GET /me", cookies);

        Assert.That((accepted.Status, refused.Status), Is.EqualTo((200, 401)), accepted.Text);
        Assert.That(refused.SetCookie("__Host-auth-bound"), Does.Contain("max-age=0").And.Contain("path=/;"));
        Assert.That(refused.SetCookie(present), Does.Contain("max-age=0"));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Refresh_RecordThatThisReleaseCannotRead_Is503AndTheBrowserKeepsItsKey([Values] bool hasProof)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        string proof = browser.Proof(DeviceBrowser.ChallengeOf(await browser.AskAsync()));
        await ReplaceAsync(host, browser.Id, [1, 2, 3]);

        RawAnswer answer = hasProof ? await browser.AnswerAsync(proof) : await browser.AskAsync();

        Assert.That((answer.Status, answer.Body.Contains("continue", StringComparison.Ordinal)), Is.EqualTo((503, false)), answer.Text);
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task DataProtection_HasNoKey_LoginsGoOnUnbound()
    {
        await using TestHost host = await DeviceHosts.StartAsync(services: services => services.AddSingleton<IDataProtectionProvider>(new BreakableProvider { IsBroken = true }));
        using DeviceBrowser browser = new(host);

        RawAnswer login = await browser.LogInAsync();

        Assert.That((login.Status, login.One("Secure-Session-Registration"), (await browser.GetAsync()).Status), Is.EqualTo((200, (string?)null, 200)), login.Text);
        Assert.That(host.App.Log.Text, Does.Contain("A sign-in asked for no key of the device"));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task DataProtection_HasNoKeyAtTheRegistration_TheSessionStaysUnboundAndTheSameProofCountsLater()
    {
        BreakableProvider provider = new();
        await using TestHost host = await DeviceHosts.StartAsync(services: services => services.AddSingleton<IDataProtectionProvider>(provider));
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        string proof = browser.Proof(browser.Challenge, withKey: true);
        provider.IsBroken = true;

        RawAnswer failed = await browser.RegisterAsync(proof);
        host.App.Time.Advance(DeviceBrowser.GracePeriod);
        RawAnswer between = await browser.GetAsync();
        provider.IsBroken = false;
        RawAnswer later = await browser.RegisterAsync(proof);

        Assert.That((failed.Status, between.Status, later.Status), Is.EqualTo((503, 200, 200)), failed.Text);
    }

    /// <summary>Another node with the same store and the same keys of Data Protection.</summary>
    private static Task<TestHost> NextAsync(TestHost first, Action<DeviceBindingOptions>? binding = null, Action<AuthHttpOptions>? http = null) => DeviceHosts.StartAsync(
        binding,
        http,
        services =>
        {
            services.AddSingleton<ISessionStore>(_ => first.Store);
            services.AddSingleton(first.App.Services.GetRequiredService<IDataProtectionProvider>());
        });

    private static async Task ReplaceAsync(TestHost host, string id, byte[] payload)
    {
        SessionRecord record = (await host.Store.FindAsync(SessionId.Parse(id), default))!;
        SessionRecord next = new()
        {
            Id = record.Id,
            Subject = record.Subject,
            Version = record.Version + 1,
            ExpiresAt = record.ExpiresAt,
            AbsoluteExpiresAt = record.AbsoluteExpiresAt,
            Payload = payload,
        };
        Assert.That(await host.Store.TryReplaceAsync(next, default), Is.True);
    }

    private static TestCaseData Row(string name, Action<DeviceBindingOptions>? binding, Action<AuthHttpOptions>? http, string session, string present) =>
        new TestCaseData(binding, http, session, present).SetArgDisplayNames(name);

    /// <summary>Data Protection that loses its key.</summary>
    private sealed class BreakableProvider : IDataProtectionProvider, IDataProtector
    {
        private readonly IDataProtector _inner;
        private readonly BreakableProvider _root;

        public BreakableProvider()
            : this(new EphemeralDataProtectionProvider().CreateProtector("root"), null)
        {
        }

        private BreakableProvider(IDataProtector inner, BreakableProvider? root) => (_inner, _root) = (inner, root ?? this);

        public bool IsBroken { get; set; }

        public IDataProtector CreateProtector(string purpose) => new BreakableProvider(_inner.CreateProtector(purpose), _root);

        public byte[] Protect(byte[] plaintext) => _root.IsBroken ? throw new CryptographicException("No key.") : _inner.Protect(plaintext);

        public byte[] Unprotect(byte[] protectedData) => _inner.Unprotect(protectedData);
    }
}
