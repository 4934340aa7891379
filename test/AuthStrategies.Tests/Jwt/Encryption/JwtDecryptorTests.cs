using AuthStrategies.Caching;
using AuthStrategies.Jwt.Encryption;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>Which keys open, what passes, and that opening proves nothing.</summary>
public sealed partial class JwtDecryptorTests
{
    private static JwtFixture Opening(params JwtKey[] keys) => new(options =>
    {
        foreach (JwtKey key in keys)
            options.DecryptionKeys.Add(key);
    });

    [Test]
    public void Authenticate_SignedTokenWhereTokensAreEncrypted_IsAccepted()
    {
        JwtFixture fixture = JweFixture.Encrypting();

        Assert.That(fixture.Reason(TokenForge.Good.Sign()), Is.Null);
        Assert.That(fixture.Reason(TokenForge.Good.Seal(new byte[32])), Is.EqualTo(BadSignature));
    }

    [Test]
    [Property("Requirement", "T-01")]
    [Property("Requirement", "T-13")]
    public void Authenticate_NoDecryptionKey_IsMalformed() =>
        Assert.That(new JwtFixture().Reason(JweForge.Good.Seal()), Is.EqualTo(Malformed));

    [Test]
    public void Authenticate_OldKeyAmongDecryptionKeys_StillOpens()
    {
        string token = JweForge.Good.Seal();
        JwtFixture moved = new(options =>
        {
            options.EncryptionKey = JweForge.OtherKey;
            options.DecryptionKeys.Add(JweForge.Key);
        });
        JwtFixture removed = new(options => options.EncryptionKey = JweForge.OtherKey);

        Assert.That(moved.Reason(token), Is.Null);
        Assert.That(removed.Reason(token), Is.EqualTo(Undecryptable));
    }

    [Test]
    public void Authenticate_RightIdWrongKey_IsUndecryptable() =>
        Assert.That(Opening(JweFixture.KeyOf(JweForge.OtherSecret, JweForge.KeyId)).Reason(JweForge.Good.Seal()), Is.EqualTo(Undecryptable));

    [Test]
    [Property("Requirement", "T-11")]
    public void Authenticate_IdOfAnotherKey_NeverTriesTheOneThatWouldOpen()
    {
        string token = JweForge.WithHeader("""{"alg":"dir","enc":"A256CBC-HS512","cty":"JWT","kid":"enc-2"}""").Seal();

        Assert.That(Opening(JweForge.Key, JweForge.OtherKey).Reason(token), Is.EqualTo(Undecryptable));
        Assert.That(Opening(JweForge.Key).Reason(token), Is.EqualTo(Undecryptable));
    }

    [Test]
    [Property("Requirement", "T-11")]
    public void Authenticate_NoId_OpensOnlyWhereThereIsOneKey()
    {
        string token = JweForge.WithHeader("""{"alg":"dir","enc":"A256CBC-HS512"}""").Seal();

        Assert.That(Opening(JweForge.Key).Reason(token), Is.Null);
        Assert.That(JweFixture.Encrypting().Reason(token), Is.Null);
        Assert.That(Opening(JweForge.Key, JweForge.OtherKey).Reason(token), Is.EqualTo(Undecryptable));
        Assert.That(JweFixture.Encrypting(options => options.DecryptionKeys.Add(JweForge.OtherKey)).Reason(token), Is.EqualTo(Undecryptable));
    }

    private static IEnumerable<TestCaseData> Inner()
    {
        TestCaseData Row(string name, string signed, AuthFailureReason? reason) => new TestCaseData(signed, reason).SetArgDisplayNames(name);
        TokenForge good = TokenForge.Good;
        yield return Row("good", good.Sign(), null);
        yield return Row("ES256", TokenForge.With("ES256").Sign(), UnsupportedAlgorithm);
        yield return Row("key of a stranger", (good with { Key = ForgeKey.StrangerOf("HS256") }).Sign(), BadSignature);
        yield return Row("signature of zeros", good.Seal(new byte[32]), BadSignature);
        yield return Row("alg none", TokenForge.WithHeader("""{"alg":"none","typ":"at+jwt"}""").Sign(), UnsupportedAlgorithm);
        yield return Row("alg none, no signature", TokenForge.WithHeader("""{"alg":"none","typ":"at+jwt"}""").SigningInput + ".", Malformed);
        yield return Row("signed with the encryption key", TokenForge.WithHeader("""{"alg":"HS512","typ":"at+jwt","kid":"enc-1"}""").Seal(ForgeKey.Hmac(new("SHA512"), JweForge.Secret, TokenForge.Utf8(TokenForge.WithHeader("""{"alg":"HS512","typ":"at+jwt","kid":"enc-1"}""").SigningInput))), UnsupportedAlgorithm);
        yield return Row("HS256 by the encryption key", TokenForge.WithHeader("""{"alg":"HS256","typ":"at+jwt","kid":"enc-1"}""").Seal(ForgeKey.Hmac(new("SHA256"), JweForge.Secret, TokenForge.Utf8(TokenForge.WithHeader("""{"alg":"HS256","typ":"at+jwt","kid":"enc-1"}""").SigningInput))), UnknownKey);
        yield return Row("unknown key", TokenForge.WithHeader("""{"alg":"HS256","typ":"at+jwt","kid":"nobody"}""").Sign(), UnknownKey);
        yield return Row("another type", TokenForge.WithHeader("""{"alg":"HS256","typ":"JWT","kid":"key-HS256"}""").Sign(), WrongType);
        yield return Row("expired", TokenForge.WithClaims(("exp", "1")).Sign(), Expired);
        yield return Row("not yet valid", TokenForge.WithMembers($"\"nbf\":{TokenForge.NowSeconds + 60}").Sign(), NotYetValid);
        yield return Row("another issuer", TokenForge.WithClaims(("iss", "\"x\"")).Sign(), WrongIssuer);
        yield return Row("another audience", TokenForge.WithClaims(("aud", "\"x\"")).Sign(), WrongAudience);
        yield return Row("no subject", TokenForge.WithClaims(("sub", null)).Sign(), MissingClaim);
        yield return Row("claim twice", TokenForge.WithMembers("\"sub\":\"eve\"").Sign(), Malformed);
        yield return Row("claims, unsigned", "{" + TokenForge.GoodClaims + "}", Malformed);
        yield return Row("claims, unsigned, with two dots", "{\"sub\":\"a.b.c\"}", Malformed);
        yield return Row("claims, base64url only", TokenForge.Part(TokenForge.Utf8("{" + TokenForge.GoodClaims + "}")), Malformed);
        yield return Row("header and claims without a signature", good.SigningInput, Malformed);
        yield return Row("nested", JweForge.Good.Seal(), Malformed);
        yield return Row("nested twice", JweForge.Around(JweForge.Good.Seal()).Seal(), Malformed);
        yield return Row("nothing", "", Malformed);
        yield return Row("dots", "..", Malformed);
        yield return Row("white space before", " " + good.Sign(), Malformed);
        yield return Row("line break behind", good.Sign() + "\n", Malformed);
        yield return Row("NUL behind", good.Sign() + "\0", Malformed);
        yield return Row("not ASCII", good.Sign() + "é", Malformed);
        yield return Row("the word Bearer", "Bearer " + good.Sign(), Malformed);
        yield return Row("JSON serialization", $$"""{"payload":"{{TokenForge.Part(good.Payload)}}","protected":"{{TokenForge.Part(good.Header)}}","signature":"x"}""", Malformed);
    }

    [TestCaseSource(nameof(Inner))]
    [Property("Requirement", "T-13")]
    public void Authenticate_AnythingInside_IsCheckedAsIfItWereNotEncrypted(string inner, AuthFailureReason? reason)
    {
        string token = JweForge.Around(inner).Seal();

        Assert.That(JweFixture.Encrypting().Reason(token), Is.EqualTo(reason));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_UnsignedClaims_SaysThatEncryptionProvesNothing()
    {
        AuthFailure failure = JweFixture.Encrypting().Authenticate(JweForge.Around("{" + TokenForge.GoodClaims + "}").Seal()).Failure!;

        Assert.That(failure, Is.SameAs(EncryptionFailures.NotSigned));
    }

    [Test]
    public void Authenticate_Twice_CachesTheOuterTextOnly()
    {
        JwtFixture fixture = JweFixture.Encrypting();
        string signed = TokenForge.Good.Sign();
        string token = JweForge.Around(signed).Seal();
        string sibling = JweForge.Around(signed).Seal();

        AuthResult first = fixture.Authenticate(token);
        AuthResult second = fixture.Authenticate(token);

        Assert.That(fixture.Policy.Cache.Find(token, CredentialHash.Hash(token)), Is.Not.Null);
        Assert.That(fixture.Policy.Cache.Find(signed, CredentialHash.Hash(signed)), Is.Null);
        Assert.That(fixture.Policy.Cache.Find(sibling, CredentialHash.Hash(sibling)), Is.Null);
        Assert.That(second.Principal!.Claims.Select(claim => claim.ToString()), Is.EqualTo(first.Principal!.Claims.Select(claim => claim.ToString())));
    }

    [Test]
    public void Authenticate_CachedThenExpired_IsRefused()
    {
        JwtFixture fixture = JweFixture.Encrypting();
        string token = JweForge.Good.Seal();
        Assert.That(fixture.Reason(token), Is.Null);

        fixture.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.That(fixture.Reason(token), Is.EqualTo(Expired));
    }
}
