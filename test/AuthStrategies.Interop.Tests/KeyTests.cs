using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuthStrategies.Interop.Tests;

/// <summary>Keys made by one side and used by the other, in every form in which they come.</summary>
public sealed class KeyTests
{
    private static readonly string[] Forms = ["privateJwk", "publicJwk", "privatePem", "publicPem", "traditionalPem"];

    private static NodePeer Node => NodeSetUp.Peer;

    private static IEnumerable<TestCaseData> Made() =>
        from algorithm in PeerKey.Asymmetric
        where algorithm.EndsWith("256", StringComparison.Ordinal) || algorithm[0] == 'E'
        from form in Forms
        select new TestCaseData(algorithm, form);

    private static object Checks(string token, object key, string algorithm) =>
        new { token, key, alg = algorithm, issuer = InteropFixture.Issuer, audience = InteropFixture.Audience, typ = "at+jwt", now = InteropFixture.NowSeconds };

    [TestCaseSource(nameof(Made))]
    [Property("Requirement", "I-03")]
    public async Task JwtKey_MadeByNode_LoadsAndWorks(string algorithm, string form)
    {
        JsonElement made = await Node.AskAsync("generate", new { alg = algorithm });
        JwtKey key = Load(made.GetProperty(form), algorithm);
        string theirs = await Node.AskTextAsync("joseSign", new { key = new { jwk = made.GetProperty("privateJwk") }, header = new { alg = algorithm, typ = "at+jwt", kid = key.KeyId }, payload = InteropFixture.Claims });

        using var fixture = new InteropFixture(options => (key.IsPrivate ? options.SigningKeys : options.VerificationKeys).Add(key));
        AuthResult result = await fixture.Strategy.AuthenticateAsync(theirs);

        Assert.That(result.Failure, Is.Null);
        Assert.That(key.IsPrivate, Is.EqualTo(!form.StartsWith("public", StringComparison.Ordinal)));
        Assert.That(key.KeyId, Is.EqualTo(await Node.AskTextAsync("joseThumbprint", new { jwk = made.GetProperty("publicJwk") })));
        if (key.IsPrivate)
            await Node.AskAsync("joseVerify", Checks(await fixture.IssueAsync(), new { pem = made.GetProperty("publicPem") }, algorithm));
    }

    [TestCase("HS256")]
    [TestCase("HS384")]
    [TestCase("HS512")]
    [Property("Requirement", "I-03")]
    public async Task JwtKey_SecretMadeByJose_LoadsAndWorks(string algorithm)
    {
        JsonElement jwk = (await Node.AskAsync("generate", new { alg = algorithm })).GetProperty("privateJwk");
        using var fixture = InteropFixture.Signing(JwtKey.FromJwk(jwk.GetRawText(), algorithm));

        JsonElement verified = await Node.AskAsync("joseVerify", Checks(await fixture.IssueAsync(), new { jwk }, algorithm));

        Assert.That(verified.GetProperty("payload").GetProperty("sub").GetString(), Is.EqualTo("alice"));
    }

    [Test]
    [Property("Requirement", "K-04")]
    public async Task ExportPublicJwk_OfAKeyOfOurs_LoadsInJoseAndHasItsThumbprint([ValueSource(typeof(PeerKey), nameof(PeerKey.Asymmetric))] string algorithm)
    {
        var key = JwtKey.Generate(algorithm);
        using var fixture = InteropFixture.Signing(key);
        string exported = key.ExportPublicJwk();

        JsonElement verified = await Node.AskAsync("joseVerify", Checks(await fixture.IssueAsync(), PeerKey.Jwk(exported), algorithm));
        string thumbprint = await Node.AskTextAsync("joseThumbprint", PeerKey.Jwk(exported));

        Assert.That(verified.GetProperty("payload").GetProperty("sub").GetString(), Is.EqualTo("alice"));
        Assert.That(thumbprint, Is.EqualTo(key.KeyId));
    }

    [Test]
    [Property("Requirement", "K-01")]
    [Property("Requirement", "K-04")]
    public async Task ExportPublicJwk_OfManyKeys_FeedsCreateLocalJwkSet()
    {
        JwtKey[] keys = [.. PeerKey.Asymmetric.Select(algorithm => PeerKey.Of(algorithm).Key).Append(JwtKey.Generate("ES256", "another"))];
        object set = new { keys = keys.Select(key => JsonNode.Parse(key.ExportPublicJwk())).ToArray() };

        foreach (JwtKey key in keys)
        {
            using var fixture = InteropFixture.Signing(key);
            JsonElement verified = await Node.AskAsync(
                "joseVerifyBySet",
                new { token = await fixture.IssueAsync(), set, alg = key.Algorithm, issuer = InteropFixture.Issuer, audience = InteropFixture.Audience, typ = "at+jwt", now = InteropFixture.NowSeconds });

            Assert.That(verified.GetProperty("header").GetProperty("kid").GetString(), Is.EqualTo(key.KeyId));
        }
    }

    [Test]
    [Property("Requirement", "K-01")]
    [Property("Requirement", "K-04")]
    public async Task GetJwks_OfAStrategyWithEveryKind_FeedsCreateLocalJwkSet()
    {
        string[] algorithms = ["PS384", "ES256", "ES384", "ES512"];
        using var fixture = new InteropFixture(options =>
        {
            foreach (string algorithm in algorithms)
                options.SigningKeys.Add(PeerKey.Of(algorithm).Key);
            options.SigningKeys.Add(JwtKey.Generate("HS256"));
        });
        JsonNode set = await fixture.JwksAsync();

        foreach (string algorithm in algorithms)
        {
            using var issuer = InteropFixture.Signing(PeerKey.Of(algorithm).Key);
            JsonElement verified = await Node.AskAsync("joseVerifyBySet", new { token = await issuer.IssueAsync(), set, alg = algorithm, issuer = InteropFixture.Issuer, audience = InteropFixture.Audience, typ = "at+jwt", now = InteropFixture.NowSeconds });
            Assert.That(verified.GetProperty("header").GetProperty("alg").GetString(), Is.EqualTo(algorithm));
        }

        Assert.That(set["keys"]!.AsArray(), Has.Count.EqualTo(algorithms.Length), "a secret is never listed");
    }

    [Test]
    public async Task GetJwks_OfRotatingKeys_FeedsCreateLocalJwkSet()
    {
        using var fixture = new InteropFixture(options => options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1)));
        string token = await fixture.IssueAsync();

        JsonElement verified = await Node.AskAsync("joseVerifyBySet", new { token, set = await fixture.JwksAsync(), alg = "ES256", issuer = InteropFixture.Issuer, audience = InteropFixture.Audience, typ = "at+jwt", now = InteropFixture.NowSeconds });

        Assert.That(verified.GetProperty("payload").GetProperty("sub").GetString(), Is.EqualTo("alice"));
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task ExportPublicJwk_KeyLeftOutOfTheSet_NoLongerVerifies()
    {
        var gone = PeerKey.Of("ES256");
        using var fixture = InteropFixture.Signing(gone.Key);
        object set = new { keys = new[] { JsonNode.Parse(JwtKey.Generate("ES256").ExportPublicJwk()) } };

        await Assert.ThatAsync(
            async () => await Node.AskAsync("joseVerifyBySet", new { token = await fixture.IssueAsync(), set, alg = "ES256", issuer = InteropFixture.Issuer, audience = InteropFixture.Audience, typ = "at+jwt", now = InteropFixture.NowSeconds }),
            Throws.InstanceOf<NodeRefusedException>().With.Message.Contains("NO_MATCHING_KEY"));
    }

    private static JwtKey Load(JsonElement made, string algorithm) => made.ValueKind == JsonValueKind.String
        ? JwtKey.FromPem(made.GetString()!, algorithm)
        : JwtKey.FromJwk(made.GetRawText(), algorithm);
}
