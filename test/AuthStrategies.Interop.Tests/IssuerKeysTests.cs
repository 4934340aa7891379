using System.Text.Json;
using System.Text.Json.Nodes;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Interop.Tests;

/// <summary>A key set that npm's jose made, at an address, and tokens that jose signed with its keys.</summary>
[TestFixture]
public sealed class IssuerKeysTests
{
    private static readonly string[] Algorithms = ["RS256", "ES256", "PS256", "ES384", "EdDSA", "HS256"];

    private readonly Dictionary<string, JsonElement> _keys = [];
    private readonly LogCapture _log = new(LogLevel.Information);
    private TestApplication _issuer = null!;
    private ServiceProvider _services = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        JsonArray set = [];
        foreach (string algorithm in Algorithms)
        {
            JsonElement pair = await NodeSetUp.Peer.AskAsync("generate", new { alg = algorithm });
            _keys[algorithm] = pair.GetProperty("privateJwk");
            JsonObject jwk = JsonNode.Parse(pair.GetProperty(algorithm == "HS256" ? "privateJwk" : "publicJwk").GetRawText())!.AsObject();
            (jwk["kid"], jwk["use"]) = (algorithm, "sig");
            // jose writes no algorithm. That of an RSA key is RS256 unless the set says more.
            if (algorithm is "PS256" or "EdDSA" or "HS256")
                jwk["alg"] = algorithm;
            set.Add(jwk);
        }

        string keys = new JsonObject { ["keys"] = set }.ToJsonString();
        _issuer = await TestApplication.StartAsync(_ => { }, app => app.MapGet("/keys", () => Results.Text(keys, "application/jwk-set+json")), https: false);
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(InteropFixture.Now)).AddSingleton<ILoggerFactory>(_log);
        services.AddAuthStrategy()
            .AddJwt("Jose", options => (options.Issuer, options.Audience) = (InteropFixture.Issuer, InteropFixture.Audience))
            .UseIssuerKeys("Jose", options => options.JwksAddress = $"{_issuer.Origin}/keys");
        _services = services.BuildServiceProvider();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (_issuer is not null)
            await _issuer.DisposeAsync();
        _log.Dispose();
    }

    [TestCase("RS256")]
    [TestCase("ES256")]
    [TestCase("PS256")]
    [TestCase("ES384")]
    [Property("Requirement", "F-34")]
    public async Task Token_OfAKeyOfTheSet_IsAccepted(string algorithm)
    {
        AuthResult result = await AuthenticateAsync(algorithm, algorithm);

        Assert.That(result.Failure?.Detail, Is.Null);
        Assert.That(result.Principal!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
    }

    [TestCase("EdDSA", "EdDSA")]
    [TestCase("HS256", "HS256")]
    [TestCase("RS256", "PS256")]
    [TestCase("PS256", "RS256")]
    [Property("Requirement", "F-34")]
    [Property("Requirement", "A-01")]
    public async Task Token_OfAnotherKeyOrAlgorithm_IsRefused(string signedWith, string keyId) =>
        Assert.That((await AuthenticateAsync(signedWith, keyId)).Succeeded, Is.False);

    [Test]
    [Property("Requirement", "F-34")]
    public async Task Set_WithKeysThatAreNotUsed_GivesOneLineForEach()
    {
        await AuthenticateAsync("RS256", "RS256");

        Assert.That(_log.Lines.Where(line => line.StartsWith("[405]", StringComparison.Ordinal)).Single(), Does.Contain("key 5 (\"EdDSA\")"));
        Assert.That(_log.Lines.Where(line => line.StartsWith("[406]", StringComparison.Ordinal)).Single(), Does.Contain("key 6 (\"HS256\")"));
        Assert.That(_log.Text, Does.Not.Contain(_keys["HS256"].GetProperty("k").GetString()));
    }

    private async Task<AuthResult> AuthenticateAsync(string algorithm, string keyId)
    {
        string token = await NodeSetUp.Peer.AskTextAsync("joseSign", new
        {
            key = new { jwk = _keys[algorithm] },
            header = new { alg = algorithm, typ = "at+jwt", kid = keyId },
            payload = InteropFixture.Claims,
        });
        return await _services.GetRequiredKeyedService<IAuthStrategy>("Jose").AuthenticateAsync(token);
    }
}
