using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class JwkKeysTests
{
    [Test]
    public void FromJwk_EachAlgorithmAndPart_IsTheSameKey([ValueSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))] string algorithm, [Values] bool isPrivate)
    {
        byte[] secret = KeyFixtures.Secret(64);
        using ECDsa ec = KeyFixtures.Ec(algorithm);
        (JsonObject jwk, JwtKey original) = algorithm[0] switch
        {
            'H' => (KeyFixtures.Jwk(secret), JwtKey.FromSecret(secret, algorithm)),
            'E' => (KeyFixtures.Jwk(ec, isPrivate), JwtKey.From(ec, algorithm)),
            _ => (KeyFixtures.Jwk(KeyFixtures.Rsa, isPrivate), JwtKey.From(KeyFixtures.Rsa, algorithm)),
        };

        JwtKey key = JwtKey.FromJwk(jwk.ToJsonString(), algorithm);

        Assert.That((key.KeyId, key.IsPrivate), Is.EqualTo((original.KeyId, isPrivate || algorithm[0] == 'H')));
        Assert.That(key.Verify(KeyFixtures.Input, KeyFixtures.Sign(original, KeyFixtures.Input)));
    }

    [TestCase("ES256", null)]
    [TestCase(null, "ES256")]
    [TestCase("ES256", "ES256")]
    public void FromJwk_AlgorithmInEitherPlace_IsTaken(string? own, string? given)
    {
        JsonObject jwk = KeyFixtures.Jwk(KeyFixtures.P256, false);
        if (own is not null)
            jwk["alg"] = own;

        JwtKey key = JwtKey.FromJwk(jwk.ToJsonString(), given);

        Assert.That(key.Algorithm, Is.EqualTo("ES256"));
    }

    [TestCase("HS256", "HS384", "algorithm")]
    [TestCase("HS256", "hs256", "algorithm")]
    [TestCase(null, null, "algorithm")]
    [TestCase("none", null, "json")]
    [TestCase("RS256", null, "json")]
    [TestCase("A256GCM", null, "json")]
    [TestCase("RS256", "RS256", "algorithm")]
    [Property("Requirement", "A-01")]
    public void FromJwk_AlgorithmMissingUnequalOrWrong_IsRefused(string? own, string? given, string blamed)
    {
        JsonObject jwk = KeyFixtures.Jwk(KeyFixtures.Secret(64));
        if (own is not null)
            jwk["alg"] = own;

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(jwk.ToJsonString(), given))!;

        Assert.That(refusal.ParamName, Is.EqualTo(blamed));
    }

    [TestCase("""{"use":"sig"}""")]
    [TestCase("""{"key_ops":["verify"]}""")]
    [TestCase("""{"key_ops":["sign","verify"]}""")]
    [TestCase("""{"use":"sig","key_ops":["verify","sign"]}""")]
    [TestCase("""{"x5t":"abc","ext":true,"other":{"nested":[1,2,null]}}""")]
    [Property("Requirement", "A-08")]
    public void FromJwk_MeantForSignatures_IsTaken(string more)
    {
        JwtKey key = JwtKey.FromJwk(Merge(KeyFixtures.Jwk(KeyFixtures.P256, true), more), "ES256");

        Assert.That(key.IsPrivate);
    }

    [TestCase("""{"use":"enc"}""", "\"use\"")]
    [TestCase("""{"use":"SIG"}""", "\"use\"")]
    [TestCase("""{"use":""}""", "\"use\"")]
    [TestCase("""{"use":"sig "}""", "\"use\"")]
    [TestCase("""{"use":["sig"]}""", "\"use\"")]
    [TestCase("""{"use":null}""", "\"use\"")]
    [TestCase("""{"key_ops":[]}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":["sign"]}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":["Verify"]}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":["encrypt","decrypt"]}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":["deriveKey"]}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":"verify"}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":["verify",1]}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":{"verify":true}}""", "\"key_ops\"")]
    [TestCase("""{"key_ops":null}""", "\"key_ops\"")]
    [TestCase("""{"use":"enc","key_ops":["verify"]}""", "\"use\"")]
    [Property("Requirement", "A-08")]
    public void FromJwk_MeantForSomethingElse_IsRefused(string more, string why)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(Merge(KeyFixtures.Jwk(KeyFixtures.P256, true), more), "ES256"))!;

        Assert.That((refusal.ParamName, refusal.Message.Contains(why)), Is.EqualTo(("json", true)));
    }

    [Test]
    [Property("Requirement", "A-02")]
    [Property("Requirement", "M-09")]
    public void FromJwk_OneKindWithAMemberOfAnother_IsRefused(
        [Values("HS256", "ES256", "RS256")] string algorithm, [Values("k", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi")] string member)
    {
        (JsonObject jwk, string own) = algorithm switch
        {
            "HS256" => (KeyFixtures.Jwk(KeyFixtures.Secret(64)), "k"),
            "ES256" => (KeyFixtures.Jwk(KeyFixtures.P256, false), "crv x y d"),
            _ => (KeyFixtures.Jwk(KeyFixtures.Rsa, true), "n e d p q dp dq qi"),
        };
        bool isOwn = own.Split(' ').Contains(member);
        if (!isOwn)
            jwk[member] = member == "crv" ? "P-256" : KeyFixtures.Text(new byte[32]);

        Func<JwtKey> read = () => JwtKey.FromJwk(jwk.ToJsonString(), algorithm);

        if (isOwn)
            Assert.That(() => read(), Throws.Nothing);
        else
            Assert.That(() => read(), Throws.ArgumentException.With.Message.Contains($"has \"{member}\"").And.Property("ParamName").EqualTo("json"));
    }

    [TestCaseSource(nameof(BadTexts))]
    [Property("Requirement", "L-02")]
    public void FromJwk_NotAStrictJwk_IsRefused(string json)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(json, "HS256"))!;

        Assert.That((refusal.ParamName, refusal.InnerException), Is.EqualTo(("json", (Exception?)null)));
    }

    [TestCaseSource(nameof(BadKeys))]
    [Property("Requirement", "A-04")]
    public void FromJwk_DamagedKey_IsRefusedAndSaysWhy(string json, string algorithm, string why)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(json, algorithm))!;

        Assert.That((refusal.ParamName, refusal.InnerException), Is.EqualTo(("json", (Exception?)null)));
        Assert.That(refusal.Message, Does.Contain(why));
    }

    [Test]
    [Property("Requirement", "A-02")]
    public void FromJwk_RsaKeyWithoutAlgorithm_IsNeverASecret()
    {
        string json = KeyFixtures.Jwk(KeyFixtures.Rsa, false).ToJsonString();

        string?[] blamed = [Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(json))!.ParamName, Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(json, "HS256"))!.ParamName];

        Assert.That(blamed, Is.All.EqualTo("algorithm"));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.SecretAlgorithms))]
    [Property("Requirement", "A-03")]
    public void FromJwk_SecretTooShort_IsRefused(string algorithm)
    {
        string json = KeyFixtures.Jwk(KeyFixtures.Secret(KeyFixtures.HashSizeOf(algorithm) - 1)).ToJsonString();

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromJwk(json, algorithm))!;

        Assert.That(refusal.Message, Does.Contain($"at least {KeyFixtures.HashSizeOf(algorithm)}"));
    }

    [TestCaseSource(nameof(PublicAlgorithms))]
    [Property("Requirement", "K-04")]
    public void ExportPublicJwk_PrivateKey_HoldsPublicMembersOnly(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);

        using JsonDocument jwk = JsonDocument.Parse(key.ExportPublicJwk());

        string[] expected = algorithm[0] == 'E' ? ["crv", "kty", "x", "y", "use", "alg", "kid"] : ["e", "kty", "n", "use", "alg", "kid"];
        Assert.That(jwk.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo(expected));
        Assert.That(Texts(jwk, "use", "alg", "kid"), Is.EqualTo(new[] { "sig", algorithm, key.KeyId }));
    }

    [TestCaseSource(nameof(PublicAlgorithms))]
    public void ExportPublicJwk_ReadAgain_IsThePublicHalf(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);

        JwtKey again = JwtKey.FromJwk(key.ExportPublicJwk());

        Assert.That((again.KeyId, again.Algorithm, again.IsPrivate), Is.EqualTo((key.KeyId, algorithm, false)));
        Assert.That(again.Verify(KeyFixtures.Input, KeyFixtures.Sign(key, KeyFixtures.Input)));
    }

    [Test]
    public void ExportPublicJwk_KeyIdThatNeedsEscapes_ComesBackEqual()
    {
        JwtKey key = JwtKey.From(KeyFixtures.P256, "ES256", "a\"b\\c/<é>😀");

        JwtKey again = JwtKey.FromJwk(key.ExportPublicJwk());

        Assert.That(again.KeyId, Is.EqualTo(key.KeyId));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.SecretAlgorithms))]
    [Property("Requirement", "K-04")]
    public void ExportPublicJwk_Secret_Throws(string algorithm)
    {
        JwtKey key = JwtKey.Generate(algorithm);

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => key.ExportPublicJwk())!;

        Assert.That(refusal.Message, Does.Contain("does not export secrets"));
    }

    private static readonly string[] PublicAlgorithms = [.. KeyFixtures.RsaAlgorithms, .. KeyFixtures.EcAlgorithms];

    private static IEnumerable<TestCaseData> BadTexts()
    {
        string k = KeyFixtures.Text(KeyFixtures.Secret(32));
        (string Name, string Json)[] rows =
        [
            ("nothing", ""),
            ("blank", " "),
            ("no JSON", "HS256"),
            ("null", "null"),
            ("string", "\"oct\""),
            ("array", $$"""[{"kty":"oct","k":"{{k}}"}]"""),
            ("JWK Set", $$"""{"keys":[{"kty":"oct","k":"{{k}}"}]}"""),
            ("empty object", "{}"),
            ("no kty", $$"""{"k":"{{k}}"}"""),
            ("unknown kty", $$"""{"kty":"OKP","k":"{{k}}"}"""),
            ("kty in capitals", $$"""{"kty":"OCT","k":"{{k}}"}"""),
            ("kty a number", $$"""{"kty":1,"k":"{{k}}"}"""),
            ("no k", """{"kty":"oct"}"""),
            ("empty k", """{"kty":"oct","k":""}"""),
            ("k null", """{"kty":"oct","k":null}"""),
            ("k a number", """{"kty":"oct","k":1}"""),
            ("k padded", $$"""{"kty":"oct","k":"{{k}}="}"""),
            ("k with white space", $$"""{"kty":"oct","k":"{{k}} "}"""),
            ("k with loose bits", $$"""{"kty":"oct","k":"{{k[..^1]}}9"}"""),
            ("k twice", $$"""{"kty":"oct","k":"{{k}}","k":"{{k}}"}"""),
            ("k twice, once escaped", $$"""{"kty":"oct","k":"{{k}}","\u006b":"{{k}}"}"""),
            ("kty twice", $$"""{"kty":"oct","kty":"RSA","k":"{{k}}"}"""),
            ("unknown member twice", $$"""{"kty":"oct","k":"{{k}}","a":1,"a":1}"""),
            ("nested member twice", $$"""{"kty":"oct","k":"{{k}}","a":{"b":1,"b":1} }"""),
            ("comment", $$"""{"kty":"oct",/* */"k":"{{k}}"}"""),
            ("trailing comma", $$"""{"kty":"oct","k":"{{k}}",}"""),
            ("text behind it", $$"""{"kty":"oct","k":"{{k}}"}x"""),
            ("two objects", $$"""{"kty":"oct","k":"{{k}}"}{}"""),
            ("byte order mark", $$"""{{'\ufeff'}}{"kty":"oct","k":"{{k}}"}"""),
            ("single quotes", $$"""{'kty':'oct','k':'{{k}}'}"""),
            ("half a surrogate pair in kid", $$"""{"kty":"oct","k":"{{k}}","kid":"\ud800"}"""),
            ("half a surrogate pair in a name", $$"""{"kty":"oct","k":"{{k}}","\ud800":1}"""),
            ("half a surrogate pair, not escaped", $$"""{"kty":"oct","k":"{{k}}","kid":"{{'\ud800'}}"}"""),
            ("half a surrogate pair in key_ops", $$"""{"kty":"oct","k":"{{k}}","key_ops":["\ud800","verify"]}""" + "x"),
            ("kid a number", $$"""{"kty":"oct","k":"{{k}}","kid":1}"""),
            ("kid empty", $$"""{"kty":"oct","k":"{{k}}","kid":""}"""),
            ("kid with a line break", $$"""{"kty":"oct","k":"{{k}}","kid":"a\nb"}"""),
            ("deep", new string('[', 5000)),
            ("deep inside", $$"""{"kty":"oct","k":"{{k}}","a":{{new string('[', 100)}}{{new string(']', 100)}}}"""),
        ];
        return rows.Select(row => new TestCaseData(row.Json).SetArgDisplayNames(row.Name));
    }

    private static IEnumerable<TestCaseData> BadKeys()
    {
        (RSA rsa, ECDsa ec) = (KeyFixtures.Rsa, KeyFixtures.P256);
        using RSA shortRsa = RSA.Create(1024);
        using ECDsa otherEc = KeyFixtures.Ec("ES256");
        using ECDsa larger = KeyFixtures.Ec("ES384");
        string n = KeyFixtures.Jwk(rsa, false)["n"]!.GetValue<string>();
        string zero = KeyFixtures.Text(new byte[32]);
        (string Name, JsonObject Jwk, string More, string Algorithm, string Why)[] rows =
        [
            ("RSA 1024", KeyFixtures.Jwk(shortRsa, false), "{}", "RS256", "2048 to 16384 bits, but this key has 1024"),
            ("RSA 1024 filled up", KeyFixtures.Jwk(shortRsa, false), $$"""{"n":"{{KeyFixtures.Text([.. new byte[128], .. shortRsa.ExportParameters(false).Modulus!])}}"}""", "RS256", "but this key has 1024"),
            ("no n", KeyFixtures.Jwk(rsa, false), """{"n":null}""", "RS256", "\"n\""),
            ("n empty", KeyFixtures.Jwk(rsa, false), """{"n":""}""", "RS256", "but this key has 0"),
            ("n no base64url", KeyFixtures.Jwk(rsa, false), """{"n":"a+b/"}""", "RS256", "\"n\""),
            ("n even", KeyFixtures.Jwk(rsa, false), $$"""{"n":"{{n[..^1]}}A"}""", "RS256", "modulus"),
            ("e=1", KeyFixtures.Jwk(rsa, false), """{"e":"AQ"}""", "RS256", "exponent"),
            ("e=2", KeyFixtures.Jwk(rsa, false), """{"e":"Ag"}""", "PS256", "exponent"),
            ("e empty", KeyFixtures.Jwk(rsa, false), """{"e":""}""", "RS256", "exponent"),
            ("e as long as n", KeyFixtures.Jwk(rsa, false), $$"""{"e":"{{n}}"}""", "RS256", "exponent"),
            ("another e", KeyFixtures.Jwk(rsa, true), """{"e":"Aw"}""", "RS256", "does not belong"),
            ("d alone", KeyFixtures.Jwk(rsa, false), $$"""{"d":"{{n}}"}""", "RS256", "some are missing"),
            ("d of another key", KeyFixtures.Jwk(rsa, true), $$"""{"d":"{{n}}"}""", "RS256", "does not belong"),
            ("p one", KeyFixtures.Jwk(rsa, true), """{"p":"AQ"}""", "RS256", "does not belong"),
            ("p zero", KeyFixtures.Jwk(rsa, true), """{"p":"AA"}""", "RS256", "does not belong"),
            ("p too long", KeyFixtures.Jwk(rsa, true), $$"""{"p":"{{n}}"}""", "RS256", "\"p\""),
            ("three primes", KeyFixtures.Jwk(rsa, true), """{"oth":[]}""", "RS256", "two primes"),
            ("off the curve", KeyFixtures.Jwk(ec, false), $$"""{"y":"{{KeyFixtures.Jwk(otherEc, false)["y"]!.GetValue<string>()}}"}""", "ES256", "not on P-256"),
            ("infinity", KeyFixtures.Jwk(ec, false), $$"""{"x":"{{zero}}","y":"{{zero}}"}""", "ES256", "not on P-256"),
            ("x short", KeyFixtures.Jwk(ec, false), $$"""{"x":"{{KeyFixtures.Text(new byte[31])}}"}""", "ES256", "exactly 32 bytes"),
            ("y long", KeyFixtures.Jwk(ec, false), $$"""{"y":"{{KeyFixtures.Text(new byte[33])}}"}""", "ES256", "exactly 32 bytes"),
            ("d short", KeyFixtures.Jwk(ec, true), """{"d":"AQ"}""", "ES256", "exactly 32 bytes"),
            ("d empty", KeyFixtures.Jwk(ec, true), """{"d":""}""", "ES256", "exactly 32 bytes"),
            ("d zero", KeyFixtures.Jwk(ec, true), $$"""{"d":"{{zero}}"}""", "ES256", "does not belong"),
            ("d of another EC key", KeyFixtures.Jwk(ec, false), $$"""{"d":"{{KeyFixtures.Jwk(otherEc, true)["d"]!.GetValue<string>()}}"}""", "ES256", "does not belong"),
            ("P-384 for ES256", KeyFixtures.Jwk(larger, false), "{}", "ES256", "\"crv\": \"P-256\""),
            ("crv of another name", KeyFixtures.Jwk(ec, false), """{"crv":"P-384"}""", "ES256", "\"crv\": \"P-256\""),
            ("secp256k1", KeyFixtures.Jwk(ec, false), """{"crv":"secp256k1"}""", "ES256", "\"crv\": \"P-256\""),
            ("P-256 called P-384", KeyFixtures.Jwk(ec, false), """{"crv":"P-384"}""", "ES384", "exactly 48 bytes"),
        ];
        return rows.Select(row => new TestCaseData(Merge(row.Jwk, row.More), row.Algorithm, row.Why).SetArgDisplayNames(row.Name)).ToArray();
    }

    private static string Merge(JsonObject jwk, string more)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(more)!.AsObject())
            jwk[name] = value?.DeepClone();
        return jwk.ToJsonString();
    }

    private static string?[] Texts(JsonDocument document, params string[] names) => [.. names.Select(name => document.RootElement.GetProperty(name).GetString())];
}
