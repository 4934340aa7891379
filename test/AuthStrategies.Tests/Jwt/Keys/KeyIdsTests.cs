using System.Text;
using System.Text.Json.Nodes;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class KeyIdsTests
{
    private static readonly string[] Legal =
    [
        "a", "2011-04-29", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "../../etc/passwd", "' OR 1=1 --", "__proto__", "https://keys.example/1?x=y#z", "with blank", "\"\\", "é", "鍵", "😀", new('k', 128),
    ];

    private static readonly string[] Illegal =
    [
        "", new('k', 129), new('k', 100_000), "\0", "a\nb", "a\r\nSet-Cookie: x", "\t", "\u007f", "\u0085", "\u2028", "\u2029", "a\u200bb", "\u202ekey", "\ufeffkey", "\ud800", "\udc00", "a\ud83d", "\ude00\ud83d",
    ];

    [TestCaseSource(nameof(Legal))]
    [Property("Requirement", "T-09")]
    public void KeyId_GivenAndLegal_IsTakenAsItIs(string keyId)
    {
        JwtKey key = JwtKey.Generate("HS256", keyId);

        Assert.That((key.KeyId, Encoding.UTF8.GetString(key.KeyIdUtf8)), Is.EqualTo((keyId, keyId)));
    }

    [TestCaseSource(nameof(Illegal))]
    [Property("Requirement", "T-09")]
    public void KeyId_GivenAndIllegal_IsRefusedByAllMakers(string keyId)
    {
        Action[] makers =
        [
            () => JwtKey.Generate("HS256", keyId),
            () => JwtKey.FromSecret(KeyFixtures.Secret(32), "HS256", keyId),
            () => JwtKey.FromBase64(Convert.ToBase64String(KeyFixtures.Secret(32)), "HS256", keyId),
            () => JwtKey.FromPem(KeyFixtures.P256.ExportSubjectPublicKeyInfoPem(), "ES256", keyId),
            () => JwtKey.FromJwk(KeyFixtures.Jwk(KeyFixtures.P256, false).ToJsonString(), "ES256", keyId),
            () => JwtKey.From(KeyFixtures.Rsa, "RS256", keyId),
            () => JwtKey.From(KeyFixtures.P256, "ES256", keyId),
        ];

        ArgumentException[] refusals = [.. makers.Select(make => Assert.Catch<ArgumentException>(make)!)];

        Assert.That(refusals.Select(refusal => refusal.ParamName), Is.All.EqualTo("keyId"));
        Assert.That(refusals.Select(refusal => refusal.Message.Length), Is.All.LessThan(200));
    }

    [Test]
    public void KeyId_ExampleOfRfc7638_IsItsThumbprint()
    {
        JwtKey key = JwtKey.FromJwk(
            """
            {
              "kty": "RSA",
              "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
              "e": "AQAB",
              "alg": "RS256"
            }
            """);

        Assert.That(key.KeyId, Is.EqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    }

    [Test]
    public void KeyId_InTheJwk_IsTakenUnlessAnotherIsGiven()
    {
        JsonObject jwk = KeyFixtures.Jwk(KeyFixtures.P256, false);
        jwk["kid"] = "2011-04-29";

        string[] keyIds = [JwtKey.FromJwk(jwk.ToJsonString(), "ES256").KeyId, JwtKey.FromJwk(jwk.ToJsonString(), "ES256", "mine").KeyId];

        Assert.That(keyIds, Is.EqualTo(new[] { "2011-04-29", "mine" }));
    }

    [Test]
    public void KeyId_RsaNumbersWithLeadingZeros_IsTheSameThumbprint()
    {
        JsonObject jwk = KeyFixtures.Jwk(KeyFixtures.Rsa, false);
        (jwk["n"], jwk["e"]) = (KeyFixtures.Text([0, .. KeyFixtures.Rsa.ExportParameters(false).Modulus!]), "AAEAAQ");

        JwtKey key = JwtKey.FromJwk(jwk.ToJsonString(), "RS256");

        Assert.That(key.KeyId, Is.EqualTo(JwtKey.From(KeyFixtures.Rsa, "RS256").KeyId));
    }

    [Test]
    public void KeyId_OfASecret_IsTheDocumentedMacAndNoHashOfIt()
    {
        byte[] secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

        JwtKey key = JwtKey.FromSecret(secret, "HS256");

        byte[] mac = System.Security.Cryptography.HMACSHA256.HashData(secret, "AuthStrategies/kid/1"u8);
        Assert.That(key.KeyId, Is.EqualTo(KeyFixtures.Text(mac.AsSpan(0, 16))).And.Length.EqualTo(22));
    }

    [Test]
    public void KeyId_SameSecretLoadedTwice_IsEqual()
    {
        string text = Convert.ToBase64String(KeyFixtures.Secret(64));

        (JwtKey one, JwtKey other) = (JwtKey.FromBase64(text, "HS512"), JwtKey.FromBase64(text, "HS512"));

        Assert.That(one.KeyId, Is.EqualTo(other.KeyId));
    }
}
