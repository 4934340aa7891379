using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Issuers.Tests.Behavior;

/// <summary>
/// Two applications with this library: one issues and publishes its metadata, the other accepts its tokens beside its own. Real HTTP between
/// them, through a rotation and an outage.
/// </summary>
[TestFixture]
public sealed class SecondApplicationTests
{
    private const string PartnerIssuer = "https://partner.test";
    private static readonly TimeSpan Announcement = TimeSpan.FromDays(1);
    private static readonly JwtKey Own = JwtKey.Generate("ES256");
    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new("sub", "42"), new("name", "Alice")], "password"));

    private TestApplication _partner = null!;
    private TestApplication _shop = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _partner = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddJwt(options =>
            {
                (options.Issuer, options.Audience, options.AccessTokenLifetime) = (PartnerIssuer, "shop", TimeSpan.FromHours(1));
                options.RotateKeys(TimeSpan.FromDays(30), Announcement, TimeSpan.FromHours(2));
            }).UseAspNetCore(),
            app =>
            {
                app.MapJwks();
                app.MapAuthMetadata();
            },
            https: false);
        _shop = await TestApplication.StartAsync(
            services =>
            {
                services.AddAuthorization();
                services.AddAuthStrategy()
                    .AddJwt("Own", options =>
                    {
                        (options.Issuer, options.Audience) = ("https://shop.test", "shop");
                        options.SigningKeys.Add(Own);
                        options.RefreshTokens.Enabled = true;
                    })
                    .AddJwt("Partner", options => (options.Issuer, options.Audience) = (PartnerIssuer, "shop"))
                    .UseIssuerKeys("Partner", $"{_partner.Origin}/.well-known/openid-configuration")
                    .UseAspNetCore();
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGet("/me", (ClaimsPrincipal user) => $"{user.Identity!.AuthenticationType} {user.Identity.Name}").RequireAuthorization();
                app.MapAuthSessions();
            },
            https: false);
        _client = _shop.CreateClient();
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _shop.DisposeAsync();
        await _partner.DisposeAsync();
    }

    [Test]
    [Property("Requirement", "F-34")]
    [Property("Requirement", "M-01")]
    public async Task Tokens_OfBothIssuers_AreAcceptedBesideEachOther()
    {
        string own = (await _shop.Services.GetRequiredKeyedService<IAuthStrategy>("Own").IssueAsync(Alice)).Value;

        Assert.That(await MeAsync(own), Is.EqualTo((HttpStatusCode.OK, "Own Alice")));
        Assert.That(await MeAsync(await PartnerTokenAsync()), Is.EqualTo((HttpStatusCode.OK, "Partner Alice")));
    }

    [Test]
    [Property("Requirement", "M-02")]
    public async Task Tokens_OfThePartner_ManageNoSessionOfThisApplication()
    {
        await _shop.Services.GetRequiredKeyedService<IAuthStrategy>("Own").IssueAsync(Alice);

        using HttpResponseMessage list = await SendAsync("/auth/sessions", await PartnerTokenAsync());

        Assert.That(list.StatusCode == HttpStatusCode.OK ? await list.Content.ReadAsStringAsync() : "[]", Is.EqualTo("[]"));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Rotation_OfThePartner_RefusesNoTokenAndEndsTheOldKey()
    {
        string before = await PartnerTokenAsync();
        Assert.That((await MeAsync(before)).Status, Is.EqualTo(HttpStatusCode.OK));
        await _partner.Services.GetRequiredService<IJwtKeyRotation>().RotateNowAsync();
        Advance(Announcement - TimeSpan.FromMinutes(1));
        string last = await PartnerTokenAsync();
        Advance(TimeSpan.FromMinutes(2));
        string first = await PartnerTokenAsync();

        Assert.That((await MeAsync(last)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await MeAsync(first)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(KeyOf(last), Is.Not.EqualTo(KeyOf(first)));

        // The old key is removed at the partner after its retirement period, and here within the refresh interval.
        Advance(TimeSpan.FromHours(4));
        Assert.That((await MeAsync(await PartnerTokenAsync())).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_shop.Log.Lines.Last(line => line.StartsWith("[400]", StringComparison.Ordinal)), Does.Not.Contain(KeyOf(last)));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Outage_OfThePartner_LeavesItsKeysInForceAndThenCannotTell()
    {
        string token = await PartnerTokenAsync();
        Assert.That((await MeAsync(token)).Status, Is.EqualTo(HttpStatusCode.OK));
        IAuthStrategy issuer = _partner.Services.GetRequiredService<IAuthStrategy>();
        await _partner.DisposeAsync();
        Advance(TimeSpan.FromHours(23));

        Assert.That((await MeAsync((await issuer.IssueAsync(Alice)).Value)).Status, Is.EqualTo(HttpStatusCode.OK));
        Advance(TimeSpan.FromHours(2));
        using HttpResponseMessage unavailable = await SendAsync("/me", (await issuer.IssueAsync(Alice)).Value);
        string own = (await _shop.Services.GetRequiredKeyedService<IAuthStrategy>("Own").IssueAsync(Alice)).Value;

        Assert.That(unavailable.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await MeAsync(own)).Status, Is.EqualTo(HttpStatusCode.OK), "own tokens do not depend on the partner");
    }

    private static string KeyOf(string token) =>
        UnverifiedJwt.TryRead(token, out UnverifiedJwt? read) ? read.UnverifiedHeader.GetProperty("kid").GetString()! : throw new InvalidOperationException("No token.");

    private void Advance(TimeSpan time)
    {
        foreach (FakeTimeProvider clock in (FakeTimeProvider[])[_partner.Time, _shop.Time])
            clock.Advance(time);
    }

    private async Task<string> PartnerTokenAsync() => (await _partner.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Alice)).Value;

    private async Task<(HttpStatusCode Status, string Body)> MeAsync(string token)
    {
        using HttpResponseMessage answer = await SendAsync("/me", token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request);
    }
}
