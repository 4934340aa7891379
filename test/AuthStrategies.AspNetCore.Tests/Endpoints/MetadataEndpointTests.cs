using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>The JWK Set and the metadata document.</summary>
[TestFixture]
public sealed class MetadataEndpointTests
{
    [Test]
    public async Task Metadata_NamesIssuerKeysAndAlgorithms()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));

        RawAnswer answer = await host.SendAsync("GET /.well-known/openid-configuration");

        JsonElement body = JsonDocument.Parse(answer.Body).RootElement;
        Assert.That(body.GetProperty("issuer").GetString(), Is.EqualTo("https://issuer.example"));
        Assert.That(body.GetProperty("jwks_uri").GetString(), Is.EqualTo($"{host.App.Origin}/.well-known/jwks.json"));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("private, max-age=300"));
        Assert.That(body.GetProperty("id_token_signing_alg_values_supported").EnumerateArray().Select(item => item.GetString()), Is.EqualTo(new[] { "ES256" }));
    }
}
