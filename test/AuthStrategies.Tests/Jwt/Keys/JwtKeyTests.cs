using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed partial class JwtKeyTests
{
    private static readonly string[] NoAlgorithms =
    [
        "", " ", "none", "None", "NONE", "nOnE", "hs256", "Hs256", "HS256 ", " HS256", "HS256\0", "HS2560", "HS128", "HS1", "rs256", "RS1", "ES256K", "EdDSA", "ML-DSA-44",
        "A256GCM", "dir", "RSA-OAEP", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "\u212B256", "ＨＳ256", "HS256\u200b",
    ];

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public void Generate_EachAlgorithm_MakesAKeyThatSigns(string algorithm)
    {
        JwtKey key = JwtKey.Generate(algorithm);

        Assert.That((key.Algorithm, key.IsPrivate, Encoding.ASCII.GetString(key.AlgorithmUtf8)), Is.EqualTo((algorithm, true, algorithm)));
    }

    [TestCase("RS256", 256)]
    [TestCase("PS256", 256)]
    [TestCase("RS512", 384)]
    [TestCase("PS384", 384)]
    public void Generate_Rsa_TakesMoreBitsForALongerHash(string algorithm, int size)
    {
        JwtKey key = JwtKey.Generate(algorithm);

        Assert.That(key.SignatureSize, Is.EqualTo(size));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.SecretAlgorithms))]
    public void Generate_Twice_MakesTwoKeys(string algorithm)
    {
        (JwtKey one, JwtKey other) = (JwtKey.Generate(algorithm), JwtKey.Generate(algorithm));

        Assert.That(one.KeyId, Is.Not.EqualTo(other.KeyId));
    }

    [TestCaseSource(nameof(NoAlgorithms))]
    [Property("Requirement", "T-05")]
    public void Makers_NoSuchAlgorithm_AllRefuseAndListTheLegalOnes(string algorithm)
    {
        Action[] makers =
        [
            () => JwtKey.Generate(algorithm),
            () => JwtKey.FromSecret(KeyFixtures.Secret(64), algorithm),
            () => JwtKey.FromBase64(Convert.ToBase64String(KeyFixtures.Secret(64)), algorithm),
            () => JwtKey.FromPem(KeyFixtures.Rsa.ExportSubjectPublicKeyInfoPem(), algorithm),
            () => JwtKey.FromJwk(KeyFixtures.Jwk(KeyFixtures.Rsa, false).ToJsonString(), algorithm),
            () => JwtKey.From(KeyFixtures.Rsa, algorithm),
            () => JwtKey.From(KeyFixtures.P256, algorithm),
        ];

        ArgumentException[] refusals = [.. makers.Select(make => Assert.Catch<ArgumentException>(make)!)];

        Assert.That(refusals.Select(refusal => refusal.ParamName), Is.All.EqualTo("algorithm"));
        Assert.That(refusals.Select(refusal => refusal.Message), Is.All.Contains("HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512"));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.SecretAlgorithms))]
    [Property("Requirement", "A-02")]
    public void Makers_PublicKeyForASecretAlgorithm_Refuse(string algorithm)
    {
        Action[] makers =
        [
            () => JwtKey.From(KeyFixtures.Rsa, algorithm),
            () => JwtKey.From(KeyFixtures.P256, algorithm),
            () => JwtKey.FromPem(KeyFixtures.Rsa.ExportSubjectPublicKeyInfoPem(), algorithm),
            () => JwtKey.FromPem(KeyFixtures.P256.ExportPkcs8PrivateKeyPem(), algorithm),
            () => JwtKey.FromJwk(KeyFixtures.Jwk(KeyFixtures.Rsa, false).ToJsonString(), algorithm),
            () => JwtKey.FromJwk(KeyFixtures.Jwk(KeyFixtures.P256, true).ToJsonString(), algorithm),
        ];

        ArgumentException[] refusals = [.. makers.Select(make => Assert.Catch<ArgumentException>(make)!)];

        Assert.That(refusals.Select(refusal => refusal.ParamName), Is.All.EqualTo("algorithm"));
        Assert.That(refusals.Select(refusal => refusal.Message), Is.All.Contains($"{algorithm} needs a secret"));
    }

    [TestCase("RS256")]
    [TestCase("PS512")]
    [TestCase("ES256")]
    [Property("Requirement", "A-02")]
    public void Makers_SecretForAnotherAlgorithm_Refuse(string algorithm)
    {
        Action[] makers =
        [
            () => JwtKey.FromSecret(KeyFixtures.Secret(64), algorithm),
            () => JwtKey.FromBase64(Convert.ToBase64String(KeyFixtures.Secret(64)), algorithm),
            () => JwtKey.FromJwk(KeyFixtures.Jwk(KeyFixtures.Secret(64)).ToJsonString(), algorithm),
        ];

        ArgumentException[] refusals = [.. makers.Select(make => Assert.Catch<ArgumentException>(make)!)];

        Assert.That(refusals.Select(refusal => refusal.ParamName), Is.All.EqualTo("algorithm"));
    }

    [Test]
    [Property("Requirement", "A-02")]
    public void Makers_RsaForEcAndEcForRsa_Refuse()
    {
        Action[] makers =
        [
            () => JwtKey.From(KeyFixtures.Rsa, "ES256"),
            () => JwtKey.From(KeyFixtures.P256, "RS256"),
            () => JwtKey.FromPem(KeyFixtures.Rsa.ExportPkcs8PrivateKeyPem(), "ES384"),
            () => JwtKey.FromPem(KeyFixtures.P256.ExportSubjectPublicKeyInfoPem(), "PS256"),
            () => JwtKey.FromJwk(KeyFixtures.Jwk(KeyFixtures.Rsa, false).ToJsonString(), "ES256"),
            () => JwtKey.FromJwk(KeyFixtures.Jwk(KeyFixtures.P256, false).ToJsonString(), "RS256"),
        ];

        ArgumentException[] refusals = [.. makers.Select(make => Assert.Catch<ArgumentException>(make)!)];

        Assert.That(refusals.Select(refusal => refusal.ParamName), Is.All.EqualTo("algorithm"));
    }

    [Test]
    public void Makers_Null_SayWhichArgument()
    {
        (string Name, Action Make)[] makers =
        [
            ("algorithm", () => JwtKey.Generate(null!)),
            ("algorithm", () => JwtKey.FromSecret(KeyFixtures.Secret(32), null!)),
            ("text", () => JwtKey.FromBase64(null!, "HS256")),
            ("pem", () => JwtKey.FromPem(null!, "RS256")),
            ("json", () => JwtKey.FromJwk(null!, "RS256")),
            ("key", () => JwtKey.From((RSA)null!, "RS256")),
            ("key", () => JwtKey.From((ECDsa)null!, "ES256")),
            ("algorithm", () => JwtKey.From(KeyFixtures.Rsa, null!)),
        ];

        string?[] names = [.. makers.Select(maker => Assert.Throws<ArgumentNullException>(() => maker.Make())!.ParamName)];

        Assert.That(names, Is.EqualTo(makers.Select(maker => maker.Name)));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    [Property("Requirement", "L-01")]
    public void ToString_AnyKey_ShowsAlgorithmAndKeyIdOnly(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);

        Assert.That(key.ToString(), Is.EqualTo($"JwtKey {{ Algorithm = {algorithm}, KeyId = {key.KeyId} }}"));
    }

    [TestCaseSource(nameof(RefusedSecrets))]
    [Property("Requirement", "L-01")]
    public void Makers_Refusal_NeverShowsTheKey(string secret, Action<string> make)
    {
        Exception refusal = Assert.Catch<ArgumentException>(() => make(secret))!;

        string shown = refusal.ToString();
        Assert.That(refusal.InnerException, Is.Null);
        Assert.That(Enumerable.Range(0, secret.Length - 7).Select(at => secret.Substring(at, 8)).Where(shown.Contains), Is.Empty);
    }

    private static IEnumerable<TestCaseData> RefusedSecrets()
    {
        string text = KeyFixtures.Text(KeyFixtures.Secret(30));
        string number = KeyFixtures.Text(KeyFixtures.Secret(256));
        (string Name, string Secret, Action<string> Make)[] rows =
        [
            ("short text", text, secret => JwtKey.FromBase64(secret, "HS256")),
            ("text that is no base64", text + "!", secret => JwtKey.FromBase64(secret, "HS256")),
            ("short bytes", text, secret => JwtKey.FromSecret(KeyFixtures.Bytes(secret), "HS256")),
            ("short JWK", text, secret => JwtKey.FromJwk($$"""{"kty":"oct","k":"{{secret}}"}""", "HS256")),
            ("JSON broken at the secret", text, secret => JwtKey.FromJwk($$"""{"kty":"oct","k":"{{secret}}""", "HS256")),
            ("JSON with a bare secret", text, secret => JwtKey.FromJwk($$"""{"kty":"oct","k":{{secret}}}""", "HS256")),
            ("secret as member name", text, secret => JwtKey.FromJwk($$"""{"kty":"oct","{{secret}}":1,"{{secret}}":1}""", "HS256")),
            ("secret as type", text, secret => JwtKey.FromJwk($$"""{"kty":"{{secret}}"}""", "HS256")),
            ("secret as alg", text, secret => JwtKey.FromJwk($$"""{"kty":"oct","alg":"{{secret}}"}""")),
            ("secret as use", text, secret => JwtKey.FromJwk($$"""{"kty":"oct","use":"{{secret}}"}""", "HS256")),
            ("secret as algorithm", text, secret => JwtKey.Generate(secret)),
            ("RSA d", number, secret => JwtKey.FromJwk(With(KeyFixtures.Jwk(KeyFixtures.Rsa, true), "d", secret), "RS256")),
            ("EC d", text + "AAA", secret => JwtKey.FromJwk(With(KeyFixtures.Jwk(KeyFixtures.P256, true), "d", secret), "ES256")),
            ("damaged PEM", number, secret => JwtKey.FromPem($"-----BEGIN PRIVATE KEY-----\n{secret.Replace('-', '+').Replace('_', '/')}==\n-----END PRIVATE KEY-----", "RS256")),
            ("secret as PEM", text, secret => JwtKey.FromPem(secret, "RS256")),
            ("secret as label", text, secret => JwtKey.FromPem($"-----BEGIN {secret}-----\nAAAA\n-----END {secret}-----", "RS256")),
        ];
        return rows.Select(row => new TestCaseData(row.Secret, row.Make).SetArgDisplayNames(row.Name));
    }

    private static string With(JsonObject jwk, string name, string value)
    {
        jwk[name] = value;
        return jwk.ToJsonString();
    }

    [Test]
    public void From_TextOfAMissingSetting_NamesTheCodeThatGaveIt()
    {
        Dictionary<string, string?> configuration = new() { ["Jwt:Secret"] = null };
        (string Expected, Func<JwtKey> Make)[] rows =
        [
            ("configuration[\"Jwt:Secret\"] is null: the key is missing.", () => JwtKey.FromBase64(configuration["Jwt:Secret"]!, "HS256")),
            ("configuration[\"Jwt:Secret\"] is null: the key is missing.", () => JwtKey.FromPem(configuration["Jwt:Secret"]!, "ES256")),
            ("configuration[\"Jwt:Secret\"] is null: the key is missing.", () => JwtKey.FromJwk(configuration["Jwt:Secret"]!)),
            ("The argument text is null: the key is missing.", () => JwtKey.FromBase64(null!, "HS256")),
        ];

        foreach ((string expected, Func<JwtKey> make) in rows)
            Assert.That(Assert.Throws<ArgumentNullException>(() => make())!.Message, Does.StartWith(expected).And.Contain("dotnet user-secrets set"));
    }
}
