using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace AuthStrategies.Interop.Tests;

/// <summary>Encrypted tokens, in both directions.</summary>
public sealed class EncryptedTokenTests
{
    private const string Algorithm = "A256CBC-HS512";
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(64);
    private static readonly JwtKey Key = JwtKey.FromSecret(Secret, Algorithm, "enc-1");
    private static readonly object Dir = new { alg = "dir", enc = Algorithm, cty = "JWT", kid = "enc-1" };
    private static readonly PeerKey Signer = PeerKey.Of("ES256");

    private static NodePeer Node => NodeSetUp.Peer;

    private static InteropFixture Encrypting() => new(options =>
    {
        options.SigningKeys.Add(Signer.Key);
        options.EncryptionKey = Key;
    });

    private static Task<string> SignAsync() =>
        Node.AskTextAsync("joseSign", new { key = Signer.Private, header = new { alg = "ES256", typ = "at+jwt", kid = Signer.Key.KeyId }, payload = InteropFixture.Claims });

    private static Task<string> EncryptAsync(string content, object header) =>
        Node.AskTextAsync("joseEncrypt", new { key = PeerKey.Secret(Secret), header, content });

    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_Encrypted_OpensInJoseAndVerifiesThere()
    {
        using InteropFixture fixture = Encrypting();
        string token = await fixture.IssueAsync();

        JsonElement opened = await Node.AskAsync("joseDecrypt", new { token, key = PeerKey.Secret(Secret) });
        JsonElement verified = await Node.AskAsync(
            "joseVerify",
            new { token = opened.GetProperty("content"), key = Signer.Public, alg = "ES256", issuer = InteropFixture.Issuer, audience = InteropFixture.Audience, typ = "at+jwt", now = InteropFixture.NowSeconds });

        Assert.That(opened.GetProperty("header").GetRawText(), Is.EqualTo("""{"alg":"dir","enc":"A256CBC-HS512","cty":"JWT","kid":"enc-1"}"""));
        Assert.That(verified.GetProperty("payload").GetProperty("name").GetString(), Is.EqualTo("Älice 🎉"));
    }

    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_EncryptedThenTampered_IsRefusedByBoth()
    {
        using InteropFixture fixture = Encrypting();
        string token = await fixture.IssueAsync();
        string forged = token[..^10] + (token[^10] == 'A' ? 'B' : 'A') + token[^9..];

        Assert.That((await fixture.Strategy.AuthenticateAsync(forged)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Undecryptable));
        await Assert.ThatAsync(() => Node.AskAsync("joseDecrypt", new { token = forged, key = PeerKey.Secret(Secret) }), Throws.InstanceOf<NodeRefusedException>().With.Message.Contains("DECRYPTION"));
    }

    private static IEnumerable<TestCaseData> Headers()
    {
        yield return new TestCaseData(Dir).SetArgDisplayNames("as ours");
        yield return new TestCaseData(new { alg = "dir", enc = Algorithm, kid = "enc-1" }).SetArgDisplayNames("no cty");
        yield return new TestCaseData(new { alg = "dir", enc = Algorithm }).SetArgDisplayNames("no kid");
        yield return new TestCaseData(new { enc = Algorithm, alg = "dir", cty = "jwt", typ = "JWT" }).SetArgDisplayNames("cty in small letters");
    }

    [TestCaseSource(nameof(Headers))]
    [Property("Requirement", "I-03")]
    public async Task AuthenticateAsync_EncryptedByJose_IsAccepted(object header)
    {
        using InteropFixture fixture = Encrypting();
        string token = await EncryptAsync(await SignAsync(), header);

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Principal!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
    }

    [Test]
    [Property("Requirement", "I-03")]
    public async Task JwtKey_SecretMadeByJose_OpensWhatJoseEncrypted()
    {
        JsonElement jwk = (await Node.AskAsync("generate", new { alg = Algorithm })).GetProperty("privateJwk");
        var key = JwtKey.FromJwk(jwk.GetRawText(), Algorithm);
        using InteropFixture fixture = new(options =>
        {
            options.VerificationKeys.Add(Signer.Key);
            options.DecryptionKeys.Add(key);
        });
        string token = await Node.AskTextAsync("joseEncrypt", new { key = new { jwk }, header = new { alg = "dir", enc = Algorithm, kid = key.KeyId }, content = await SignAsync() });

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Failure, Is.Null);
    }

    [Test]
    [Property("Requirement", "T-13")]
    public async Task AuthenticateAsync_ClaimsEncryptedWithoutASignature_IsMalformed()
    {
        using InteropFixture fixture = Encrypting();
        // What Auth.js puts into its cookie: EncryptJWT, and a thumbprint of the secret for a kid.
        string token = await Node.AskTextAsync("joseEncryptClaims", new { key = PeerKey.Secret(Secret), header = new { alg = "dir", enc = Algorithm, kid = "enc-1" }, payload = InteropFixture.Claims });

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Failure?.Reason, Is.EqualTo(AuthFailureReason.Malformed));
    }

    private static IEnumerable<TestCaseData> OtherAlgorithms()
    {
        TestCaseData Row(object key, object header, AuthFailureReason reason, string name) => new TestCaseData(key, header, reason).SetArgDisplayNames(name);
        object Bytes(int count) => PeerKey.Secret(RandomNumberGenerator.GetBytes(count));
        using var rsa = RSA.Create(2048);
        string rsaPublic = rsa.ExportSubjectPublicKeyInfoPem();

        // An encrypted key in the second part is no token of ours.
        yield return Row(Bytes(32), new { alg = "A256KW", enc = Algorithm }, AuthFailureReason.Malformed, "A256KW");
        yield return Row(Bytes(32), new { alg = "A256GCMKW", enc = Algorithm }, AuthFailureReason.Malformed, "A256GCMKW");
        yield return Row(PeerKey.Pem(rsaPublic), new { alg = "RSA-OAEP", enc = Algorithm }, AuthFailureReason.Malformed, "RSA-OAEP");
        yield return Row(PeerKey.Pem(rsaPublic), new { alg = "RSA-OAEP-256", enc = "A256GCM" }, AuthFailureReason.Malformed, "RSA-OAEP-256");
        yield return Row(Bytes(16), new { alg = "PBES2-HS256+A128KW", enc = Algorithm }, AuthFailureReason.Malformed, "PBES2");
        yield return Row(new { jwk = JsonSerializer.Deserialize<JsonElement>(PeerKey.Of("ES256").Key.ExportPublicJwk().Replace("\"use\":\"sig\",", "", StringComparison.Ordinal)) }, new { alg = "ECDH-ES+A256KW", enc = Algorithm }, AuthFailureReason.Malformed, "ECDH-ES+A256KW");
        // Direct ones have none, and are refused by name.
        yield return Row(new { jwk = JsonSerializer.Deserialize<JsonElement>(PeerKey.Of("ES256").Key.ExportPublicJwk().Replace("\"use\":\"sig\",", "", StringComparison.Ordinal)) }, new { alg = "ECDH-ES", enc = Algorithm }, AuthFailureReason.UnsupportedAlgorithm, "ECDH-ES to our signing key");
        yield return Row(Bytes(32), new { alg = "dir", enc = "A256GCM", kid = "enc-1" }, AuthFailureReason.UnsupportedAlgorithm, "A256GCM");
        yield return Row(Bytes(16), new { alg = "dir", enc = "A128GCM" }, AuthFailureReason.UnsupportedAlgorithm, "A128GCM");
        yield return Row(Bytes(32), new { alg = "dir", enc = "A128CBC-HS256" }, AuthFailureReason.UnsupportedAlgorithm, "A128CBC-HS256");
        yield return Row(Bytes(64), new { alg = "dir", enc = Algorithm, kid = "enc-1" }, AuthFailureReason.Undecryptable, "another secret");
        yield return Row(PeerKey.Secret(Secret), new { alg = "dir", enc = Algorithm, kid = "nobody" }, AuthFailureReason.Undecryptable, "another kid");
        yield return Row(PeerKey.Secret(Secret), new { alg = "dir", enc = Algorithm, cty = "json" }, AuthFailureReason.Malformed, "another cty");
    }

    [TestCaseSource(nameof(OtherAlgorithms))]
    [Property("Requirement", "T-13")]
    public async Task AuthenticateAsync_EncryptedOtherwiseByJose_IsRefused(object key, object header, AuthFailureReason reason)
    {
        using InteropFixture fixture = Encrypting();
        string token = await Node.AskTextAsync("joseEncrypt", new { key, header, content = await SignAsync() });

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Failure?.Reason, Is.EqualTo(reason));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public async Task AuthenticateAsync_EncryptedTwiceByJose_IsMalformed()
    {
        using InteropFixture fixture = Encrypting();
        string token = await EncryptAsync(await EncryptAsync(await SignAsync(), Dir), Dir);

        Assert.That((await fixture.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Malformed));
    }

    private static IEnumerable<TestCaseData> Extensions()
    {
        yield return new TestCaseData(new { alg = "ES256", typ = "at+jwt", kid = Signer.Key.KeyId, crit = (string[])["x"], x = 1 }, false).SetArgDisplayNames("crit");
        yield return new TestCaseData(new { alg = "ES256", typ = "at+jwt", kid = Signer.Key.KeyId, crit = (string[])["b64"], b64 = false }, true).SetArgDisplayNames("b64 false");
        yield return new TestCaseData(new { alg = "ES256", typ = "at+jwt", kid = Signer.Key.KeyId, crit = (string[])["b64"], b64 = true }, false).SetArgDisplayNames("b64 true");
    }

    [TestCaseSource(nameof(Extensions))]
    [Property("Requirement", "T-07")]
    [Property("Requirement", "T-08")]
    public async Task AuthenticateAsync_ExtensionsSignedByJose_AreRefused(object header, bool isDetached)
    {
        using InteropFixture fixture = Encrypting();
        string claims = JsonSerializer.Serialize(InteropFixture.Claims);
        JsonElement flat = await Node.AskAsync("joseSignFlattened", new { key = Signer.Private, header, content = claims });
        string payload = isDetached ? Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims)) : flat.GetProperty("payload").GetString()!;
        string signed = $"{flat.GetProperty("protected").GetString()}.{payload}.{flat.GetProperty("signature").GetString()}";

        AuthResult open = await fixture.Strategy.AuthenticateAsync(signed);
        AuthResult encrypted = await fixture.Strategy.AuthenticateAsync(await EncryptAsync(signed, Dir));

        Assert.That((open.Failure?.Reason, encrypted.Failure?.Reason), Is.EqualTo((AuthFailureReason.Malformed, AuthFailureReason.Malformed)));
    }
}
