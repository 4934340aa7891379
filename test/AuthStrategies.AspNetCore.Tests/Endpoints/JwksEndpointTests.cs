using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>The JWK Set and the metadata document.</summary>
[TestFixture]
public sealed class JwksEndpointTests
{
    [Test]
    [Property("Requirement", "K-04")]
    public async Task Jwks_HoldsPublicMembersOnly()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(o =>
        {
            Logins.Jwt(o);
            o.SigningKeys.Add(JwtKey.Generate("RS256"));
            o.SigningKeys.Add(JwtKey.Generate("HS256"));
        }));

        RawAnswer answer = await host.SendAsync("GET /.well-known/jwks.json");

        JsonElement[] keys = [.. JsonDocument.Parse(answer.Body).RootElement.GetProperty("keys").EnumerateArray()];
        Assert.That(keys.Select(key => key.GetProperty("kty").GetString()), Is.EqualTo(new[] { "EC", "RSA" }));
        Assert.That(keys.SelectMany(key => key.EnumerateObject()).Select(member => member.Name), Has.None.AnyOf("d", "p", "q", "k", "dp", "dq", "qi"));
        Assert.That((answer.One("Content-Type"), answer.One("Cache-Control")), Is.EqualTo(("application/jwk-set+json", "public, max-age=300")));
    }

    [Test]
    [Property("Requirement", "K-02")]
    public async Task Jwks_OfKeysAnnouncedBriefly_IsKeptForLessThanThat()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(o =>
        {
            o.Issuer = "https://issuer.example";
            o.Audience = "tests";
            o.RotateKeys(rotationPeriod: TimeSpan.FromHours(2), announcementPeriod: TimeSpan.FromMinutes(4), retirementPeriod: TimeSpan.FromHours(1));
        }));

        RawAnswer answer = await host.SendAsync("GET /.well-known/jwks.json");

        Assert.That(answer.One("Cache-Control"), Is.EqualTo("public, max-age=120"));
    }

    [Test]
    public async Task Endpoints_OfTwoIssuers_SpeakForTheOneNamed()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(Logins.Jwt).AddJwt("Other", o =>
            {
                Logins.Jwt(o);
                o.Issuer = "https://other.example";
            }),
            map: app =>
            {
                app.MapJwks("/other/jwks", "Other");
                app.MapAuthMetadata("/other/metadata", "Other");
            });

        RawAnswer answer = await host.SendAsync("GET /other/metadata");

        Assert.That(answer.Body, Does.Contain("https://other.example").And.Contain("/other/jwks"));
    }

    [Test]
    public async Task Map_WithoutAJwtStrategy_SaysWhatToAdd()
    {
        Exception? exception = await Assert.CatchAsync(() => TestApplication.StartAsync(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), app => app.MapJwks()));

        Assert.That(exception?.Message, Does.Contain("AddJwt"));
    }

    [Test]
    public async Task Jwks_WhenTheKeyStoreIsBroken_Is503()
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddJwt(o =>
            {
                o.Issuer = "https://issuer.example";
                o.Audience = "tests";
                o.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromDays(2));
            }),
            services: services => services.AddSingleton<IJwtKeyStore, BrokenKeyStore>());

        RawAnswer jwks = await host.SendAsync("GET /.well-known/jwks.json");
        RawAnswer login = await host.SendAsync("POST /login/alice");

        Assert.That((jwks.Status, login.Status, jwks.One("Retry-After")), Is.EqualTo((503, 503, "5")));
    }

    [TestCase("GET /.well-known/jwks.json")]
    [TestCase("GET /.well-known/openid-configuration")]
    public async Task Endpoint_AfterAnInvalidReload_SaysWhatWasValid(string requestLine)
    {
        bool isBroken = false;
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(o =>
        {
            Logins.Jwt(o);
            o.Issuer = isBroken ? "" : o.Issuer;
        }));
        RawAnswer before = await host.SendAsync(requestLine);
        isBroken = true;
        host.App.Services.GetRequiredService<IOptionsMonitorCache<JwtStrategyOptions>>().Clear();

        RawAnswer answer = await host.SendAsync(requestLine);

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, before.Body)));
    }

    private sealed class BrokenKeyStore : IJwtKeyStore
    {
        public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken) => throw new IOException("gone");

        public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken) => throw new IOException("gone");
    }
}
