using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthStrategies.Issuers.Documents;
using AuthStrategies.Issuers.KeySets;
using AuthStrategies.Issuers.Tests.Servers;

namespace AuthStrategies.Issuers.Tests.KeySets;

[TestFixture]
public sealed class KeySetReaderTests
{
    private static readonly JwtKey Rsa = JwtKey.Generate("RS256", "rsa");
    private static readonly JwtKey Ec = JwtKey.Generate("ES256", "ec");

    private static IEnumerable<TestCaseData> Used()
    {
        yield return Row("RSA with alg", Of(Rsa), "rsa RS256");
        yield return Row("RSA without alg", Of(Rsa, jwk => jwk.Remove("alg")), "rsa RS256");
        yield return Row("RSA for PS", Of(Rsa, jwk => jwk["alg"] = "PS512"), "rsa PS512");
        yield return Row("EC with alg", Of(Ec), "ec ES256");
        yield return Row("EC without alg", Of(Ec, jwk => jwk.Remove("alg")), "ec ES256");
        yield return Row("P-384 without alg", Of(JwtKey.Generate("ES384", "k"), jwk => jwk.Remove("alg")), "k ES384");
        yield return Row("P-521 without alg", Of(JwtKey.Generate("ES512", "k"), jwk => jwk.Remove("alg")), "k ES512");
        yield return Row("no kid", Of(Ec, jwk => jwk.Remove("kid")), $"{Thumbprint(Ec)} ES256");
        yield return Row("no use", Of(Ec, jwk => jwk.Remove("use")), "ec ES256");
        yield return Row("key_ops with verify", Of(Ec, jwk => jwk["key_ops"] = new JsonArray("verify")), "ec ES256");
        yield return Row("unknown members", Of(Ec, jwk => (jwk["x5t"], jwk["issuer"]) = ("abc", "https://x")), "ec ES256");
    }

    private static IEnumerable<TestCaseData> Skipped()
    {
        yield return Row("text", "\"key\"", "it is not a JSON object");
        yield return Row("null", "null", "it is not a JSON object");
        yield return Row("no kty", Of(Ec, jwk => jwk.Remove("kty")), "its \"kty\" is neither RSA nor EC");
        yield return Row("kty in small letters", Of(Rsa, jwk => jwk["kty"] = "rsa"), "its \"kty\" is neither RSA nor EC");
        yield return Row("Ed25519", """{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"ed","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", "its \"kty\" is neither RSA nor EC");
        yield return Row("EC as RSA", Of(Ec, jwk => jwk["kty"] = "RSA"), "it is an RSA key with members of an elliptic-curve key");
        yield return Row("RSA as EC", Of(Rsa, jwk => jwk["kty"] = "EC"), "it is an elliptic-curve key with members of an RSA key");
        yield return Row("both kinds", Of(Rsa, jwk => (jwk["crv"], jwk["x"], jwk["y"]) = ("P-256", "AA", "AA")), "it is an RSA key with members of an elliptic-curve key");
        yield return Row("RSA without modulus", """{"kty":"RSA","e":"AQAB"}""", "This JWK has no \"n\", which its key type needs");
        yield return Row("EC with an RSA algorithm", Of(Ec, jwk => jwk["alg"] = "RS256"), "RS256 needs an RSA key, but this is an elliptic-curve key");
        yield return Row("RSA with an EC algorithm", Of(Rsa, jwk => jwk["alg"] = "ES256"), "ES256 needs an elliptic-curve key, but this is an RSA key");
        yield return Row("RSA with a secret's algorithm", Of(Rsa, jwk => jwk["alg"] = "HS256"), "HS256 needs a secret, but this is an RSA key");
        yield return Row("EC of another curve", Of(Ec, jwk => jwk["alg"] = "ES384"), "ES384 needs \"crv\": \"P-384\", but this JWK has another curve or none");
        yield return Row("secp256k1", Of(Ec, jwk => { jwk["crv"] = "secp256k1"; jwk.Remove("alg"); }), "its curve is not P-256, P-384 or P-521");
        yield return Row("no algorithm at all", Of(Rsa, jwk => jwk["alg"] = "none"), "The algorithm is not supported");
        yield return Row("encryption algorithm", Of(Rsa, jwk => jwk["alg"] = "RSA-OAEP"), "The algorithm is not supported");
        yield return Row("alg is a number", Of(Rsa, jwk => jwk["alg"] = 256), "\"alg\" of this JWK is not a string");
        yield return Row("use enc", Of(Rsa, jwk => jwk["use"] = "enc"), "\"use\" of this JWK says that it is not for signatures");
        yield return Row("key_ops without verify", Of(Rsa, jwk => jwk["key_ops"] = new JsonArray("encrypt")), "\"key_ops\" of this JWK does not contain \"verify\"");
        yield return Row("key_ops no array", Of(Rsa, jwk => jwk["key_ops"] = "verify"), "\"key_ops\" of this JWK does not contain \"verify\"");
        yield return Row("RSA of 1024 bits", Small(), "RS256 needs an RSA key of 2048 to 16384 bits, but this key has 1024");
        yield return Row("exponent 1", Of(Rsa, jwk => jwk["e"] = "AQ"), "The public exponent of an RSA key must be an odd number");
        yield return Row("padded base64", Of(Ec, jwk => jwk["x"] = "AA=="), "\"x\" of this JWK is not base64url without padding");
        yield return Row("point off the curve", Of(Ec, jwk => jwk["y"] = jwk["x"]!.GetValue<string>()), "");
        yield return Row("kid of control characters", Of(Ec, jwk => jwk["kid"] = "a\nb"), "");
        yield return Row("kid too long", Of(Ec, jwk => jwk["kid"] = new string('k', 129)), "");
        yield return Row("half of a surrogate pair", Of(Ec).Replace("\"ec\"", "\"\\ud800\"", StringComparison.Ordinal), "");
    }

    private static IEnumerable<TestCaseData> Exposed()
    {
        using RSA rsa = RSA.Create(2048);
        RSAParameters all = rsa.ExportParameters(includePrivateParameters: true);
        yield return Row("oct", """{"kty":"oct","alg":"HS256","kid":"s","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}""", "");
        yield return Row("oct without k", """{"kty":"oct"}""", "");
        yield return Row("EC with d", Of(Ec, jwk => jwk["d"] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), "");
        yield return Row("RSA with d", Of(Rsa, jwk => jwk["d"] = System.Buffers.Text.Base64Url.EncodeToString(all.D)), "");
        yield return Row("RSA with p", Of(Rsa, jwk => jwk["p"] = System.Buffers.Text.Base64Url.EncodeToString(all.P)), "");
        yield return Row("RSA with oth", Of(Rsa, jwk => jwk["oth"] = new JsonArray()), "");
        yield return Row("RSA with k", Of(Rsa, jwk => jwk["k"] = "AAAA"), "");
        yield return Row("Ed25519 with d", """{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}""", "");
    }

    [TestCaseSource(nameof(Used))]
    [Property("Requirement", "F-34")]
    public void Read_OfOneKey_UsesIt(string jwk, string expected)
    {
        IssuerKeySet set = Read(jwk);

        Assert.That(set.Keys.Select(key => $"{key.KeyId} {key.Algorithm}"), Is.EqualTo([expected]));
        Assert.That(set.Skipped, Is.Empty);
    }

    [TestCaseSource(nameof(Skipped))]
    [Property("Requirement", "F-34")]
    [Property("Requirement", "A-08")]
    public void Read_OfAKeyThatCannotBeUsed_SkipsItAlone(string jwk, string reason)
    {
        IssuerKeySet set = Read(jwk, Of(Rsa, other => other["kid"] = "good"));

        Assert.That(set.Keys.Select(key => key.KeyId), Is.EqualTo(["good"]));
        Assert.That(set.Skipped, Has.Count.EqualTo(1));
        Assert.That(set.Skipped[0].Reason, Does.StartWith(reason).And.Not.Empty);
        Assert.That(set.Skipped[0].Name, Does.StartWith("key 1").And.Not.Contain("\n"));
        Assert.That(set.Skipped[0].IsExposed, Is.False);
    }

    [TestCaseSource(nameof(Exposed))]
    [Property("Requirement", "F-34")]
    public void Read_OfAKeyWithASecretPart_SkipsItAndSaysSo(string jwk, string _)
    {
        IssuerKeySet set = Read(jwk);

        Assert.That(set.Keys, Is.Empty);
        Assert.That(set.Skipped.Single().IsExposed, Is.True);
    }

    [Test]
    [Property("Requirement", "F-34")]
    public void Read_OfTheSameIdTwice_UsesTheFirst()
    {
        IssuerKeySet set = Read(Of(Rsa, jwk => jwk["kid"] = "same"), Of(Ec, jwk => jwk["kid"] = "same"));

        Assert.That(set.Keys.Single().Algorithm, Is.EqualTo("RS256"));
        Assert.That(set.Skipped.Single(), Is.EqualTo(new SkippedKey("key 2 (\"same\")", "a key before it has the same key id", IsExposed: false)));
    }

    [Test]
    public void Read_OfTheSameKeys_GivesTheSameObjects()
    {
        IssuerKeySet first = Read(Of(Rsa), Of(Ec));

        IssuerKeySet second = KeySetReader.Read($$"""{ "keys" : [ {{Of(Rsa)}} , {{Of(Ec)}} ] }""", "RS256", first);
        IssuerKeySet third = KeySetReader.Read($$"""{"keys":[{{Of(Ec)}}]}""", "RS256", second);

        Assert.That(second.Keys, Is.SameAs(first.Keys));
        Assert.That(third.Keys.Single(), Is.SameAs(first.Keys[1]));
    }

    [Test]
    public void Read_OfAnotherKeyWithAKnownId_GivesTheNewKey()
    {
        IssuerKeySet first = Read(Of(Ec));

        IssuerKeySet second = KeySetReader.Read($$"""{"keys":[{{Of(JwtKey.Generate("ES256", "ec"))}}]}""", "RS256", first);

        Assert.That(second.Keys.Single(), Is.Not.SameAs(first.Keys.Single()));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public void Read_OfTooManyKeys_UsesTheFirstHundred()
    {
        string[] keys = [.. Enumerable.Range(0, KeySetReader.MaxKeys + 5).Select(i => Of(Ec, jwk => jwk["kid"] = $"k{i}"))];

        IssuerKeySet set = Read(keys);

        Assert.That(set.Keys, Has.Count.EqualTo(KeySetReader.MaxKeys));
        Assert.That(set.Skipped, Has.Count.EqualTo(1));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("<!DOCTYPE html><html><body>Sign in</body></html>")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"keys\"")]
    [TestCase("{}")]
    [TestCase("""{"keys":null}""")]
    [TestCase("""{"keys":{}}""")]
    [TestCase("""{"Keys":[]}""")]
    [TestCase("""{"keys":[],"keys":[]}""")]
    [TestCase("""{"keys":[]""")]
    [TestCase("""{"keys":[]} {}""")]
    [TestCase("""{"keys":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}""")]
    [Property("Requirement", "F-34")]
    public void Read_OfSomethingElse_SaysWhatItIsNot(string text) =>
        Assert.That(() => KeySetReader.Read(text, "RS256", IssuerKeySet.Empty), Throws.TypeOf<IssuerDocumentException>().With.Message.StartsWith("The answer is no key set: "));

    private static IssuerKeySet Read(params string[] jwks) => KeySetReader.Read($$"""{"keys":[{{string.Join(',', jwks)}}]}""", "RS256", IssuerKeySet.Empty);

    private static TestCaseData Row(string name, string jwk, string expected) => new TestCaseData(jwk, expected).SetArgDisplayNames(name);

    private static string Of(JwtKey key, Action<JsonObject>? change = null)
    {
        JsonObject jwk = JsonNode.Parse(key.ExportPublicJwk())!.AsObject();
        change?.Invoke(jwk);
        return jwk.ToJsonString();
    }

    private static string Thumbprint(JwtKey key) => JwtKey.FromJwk(Of(key, jwk => jwk.Remove("kid"))).KeyId;

    private static string Small()
    {
#pragma warning disable CA5385 // Weak on purpose.
        using RSA rsa = RSA.Create(1024);
#pragma warning restore CA5385
        RSAParameters key = rsa.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(new { kty = "RSA", alg = "RS256", n = System.Buffers.Text.Base64Url.EncodeToString(key.Modulus), e = "AQAB" });
    }
}
