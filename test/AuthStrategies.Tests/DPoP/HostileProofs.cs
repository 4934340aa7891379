using System.Security.Cryptography;
using AuthStrategies.Tests.Jwt;

namespace AuthStrategies.Tests.DPoP;

/// <summary>Proofs that must be refused, each with one defect, and the error of each.</summary>
internal static class HostileProofs
{
    private static readonly ForgeKey Key = ForgeKey.Of("ES256");
    private static readonly string Jwk = ProofForge.JwkOf(Key);
    private static readonly string Long = new('a', 9000);

    public static IEnumerable<TestCaseData> All =>
    [
        // Form and encoding.
        Row("Empty", "", DPoPProofError.Missing),
        Row("NoDots", "abc", DPoPProofError.Malformed),
        Row("TwoParts", "YQ.YQ", DPoPProofError.Malformed),
        Row("FiveParts", "YQ.YQ.YQ.YQ.YQ", DPoPProofError.Malformed),
        Row("Padding", ProofForge.Good.Sign() + "=", DPoPProofError.Malformed),
        Row("SpaceBefore", " " + ProofForge.Good.Sign(), DPoPProofError.Malformed),
        Row("TwoInOneHeader", $"{ProofForge.Good.Sign()}, {ProofForge.Good.Sign()}", DPoPProofError.Malformed),
        Row("Base64InsteadOfBase64Url", ProofForge.Good.Sign().Replace('-', '+').Replace('_', '/') + "+", DPoPProofError.Malformed),
        Row("NoSignature", ProofForge.Good.SigningInput + ".", DPoPProofError.Malformed),
        Row("JsonSerialization", """{"protected":"YQ","payload":"YQ","signature":"YQ"}""", DPoPProofError.Malformed),
        Row("TooLong", ProofForge.WithClaims(("more", $"\"{Long}\"")), DPoPProofError.TooLarge),

        // Header.
        Row("HeaderNotJson", ProofForge.WithHeader("typ"), DPoPProofError.Malformed),
        Row("HeaderArray", ProofForge.WithHeader("[]"), DPoPProofError.Malformed),
        Row("HeaderWithTextAfterIt", ProofForge.WithHeader(ProofForge.HeaderOf("ES256", Jwk) + "{}"), DPoPProofError.Malformed),
        Row("HeaderMemberTwice", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","alg":"none","alg":"ES256","jwk":{{Jwk}}}"""), DPoPProofError.Malformed),
        Row("HeaderMemberTwiceEscaped", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","alg":"ES256","\u0061lg":"none","jwk":{{Jwk}}}"""), DPoPProofError.Malformed),
        Row("HeaderNotUtf8", ProofForge.Good with { Header = [.. ProofForge.Good.Header[..^1], 0xC3, (byte)'}'] }, DPoPProofError.Malformed),
        Row("HeaderCritical", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","alg":"ES256","crit":["exp"],"jwk":{{Jwk}}}"""), DPoPProofError.Malformed),
        Row("HeaderUnencodedPayload", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","alg":"ES256","b64":false,"jwk":{{Jwk}}}"""), DPoPProofError.Malformed),
        Row("HeaderCompressed", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","alg":"ES256","zip":"DEF","jwk":{{Jwk}}}"""), DPoPProofError.Malformed),
        Row("TypeMissing", ProofForge.WithHeader($$"""{"alg":"ES256","jwk":{{Jwk}}}"""), DPoPProofError.WrongType),
        Row("TypeOfAnAccessToken", ProofForge.WithHeader($$"""{"typ":"at+jwt","alg":"ES256","jwk":{{Jwk}}}"""), DPoPProofError.WrongType),
        Row("TypeOfAnyJwt", ProofForge.WithHeader($$"""{"typ":"JWT","alg":"ES256","jwk":{{Jwk}}}"""), DPoPProofError.WrongType),
        Row("TypeNotText", ProofForge.WithHeader($$"""{"typ":["dpop+jwt"],"alg":"ES256","jwk":{{Jwk}}}"""), DPoPProofError.Malformed),

        // Algorithms.
        Row("AlgorithmMissing", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","jwk":{{Jwk}}}"""), DPoPProofError.UnsupportedAlgorithm),
        Row("AlgorithmNone", ProofForge.WithHeader(ProofForge.HeaderOf("none", Jwk)), DPoPProofError.UnsupportedAlgorithm),
        Row("AlgorithmNoneInCapitals", ProofForge.WithHeader(ProofForge.HeaderOf("NONE", Jwk)), DPoPProofError.UnsupportedAlgorithm),
        Row("AlgorithmInSmallLetters", ProofForge.WithHeader(ProofForge.HeaderOf("es256", Jwk)), DPoPProofError.UnsupportedAlgorithm),
        Row("AlgorithmSymmetric", ProofForge.With("HS256") with { Header = ProofForge.Utf8(ProofForge.HeaderOf("HS256", Oct(ForgeKey.Of("HS256").Secret))) }, DPoPProofError.UnsupportedAlgorithm),
        Row("AlgorithmUnknown", ProofForge.WithHeader(ProofForge.HeaderOf("ES256K", Jwk)), DPoPProofError.UnsupportedAlgorithm),
        Row("AlgorithmNotText", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","alg":256,"jwk":{{Jwk}}}"""), DPoPProofError.Malformed),

        // Keys.
        Row("KeyMissing", ProofForge.WithHeader("""{"typ":"dpop+jwt","alg":"ES256"}"""), DPoPProofError.InvalidKey),
        Row("KeyAsText", ProofForge.WithHeader($$"""{"typ":"dpop+jwt","alg":"ES256","jwk":"{{ProofForge.Part(ProofForge.Utf8(Jwk))}}"}"""), DPoPProofError.Malformed),
        Row("KeyEmpty", ProofForge.WithJwk("{}"), DPoPProofError.InvalidKey),
        Row("KeyPrivate", ProofForge.WithJwk(ProofForge.EcJwk(Key.Ec!, withPrivate: true)), DPoPProofError.InvalidKey),
        Row("KeyWithAPrivateMemberThatIsEmpty", ProofForge.WithJwk(Jwk[..^1] + ",\"d\":\"\"}"), DPoPProofError.InvalidKey),
        Row("KeyWithMorePrimes", ProofForge.WithJwk(ProofForge.RsaJwk(ForgeKey.Rsa, ",\"oth\":[{\"r\":\"AQAB\"}]"), "RS256"), DPoPProofError.InvalidKey),
        Row("KeyOfACurveWithMorePrimes", ProofForge.WithJwk(Jwk[..^1] + ",\"oth\":[{\"r\":\"AQAB\"}]}"), DPoPProofError.InvalidKey),
        Row("KeySymmetric", ProofForge.WithJwk(Oct(ForgeKey.Of("HS256").Secret)), DPoPProofError.InvalidKey),
        Row("KeyOfTwoKinds", ProofForge.WithJwk(Jwk[..^1] + ",\"k\":\"AAAA\"}"), DPoPProofError.InvalidKey),
        Row("KeyOfAnotherCurve", ProofForge.WithJwk(ProofForge.JwkOf(ForgeKey.Of("ES384"))), DPoPProofError.InvalidKey),
        Row("KeyOfAnotherFamily", ProofForge.WithJwk(ProofForge.JwkOf(ForgeKey.Of("RS256"))), DPoPProofError.InvalidKey),
        Row("KeyNotOnItsCurve", ProofForge.WithJwk($$"""{"kty":"EC","crv":"P-256","x":"{{ProofForge.Part(new byte[32])}}","y":"{{ProofForge.Part(new byte[32])}}"}"""), DPoPProofError.InvalidKey),
        Row("KeyWithShortCoordinate", ProofForge.WithJwk($$"""{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}"""), DPoPProofError.InvalidKey),
        Row("KeyMemberTwice", ProofForge.WithJwk(Jwk[..^1] + ",\"kty\":\"EC\"}"), DPoPProofError.Malformed),
        Row("KeyForEncryption", ProofForge.WithJwk(Jwk[..^1] + ",\"use\":\"enc\"}"), DPoPProofError.InvalidKey),
        Row("KeyOfAnotherAlgorithm", ProofForge.WithJwk(Jwk[..^1] + ",\"alg\":\"ES384\"}"), DPoPProofError.InvalidKey),
        Row("KeyRsaTooSmall", ProofForge.WithJwk(ProofForge.RsaJwk(RSA.Create(1024)), "RS256"), DPoPProofError.InvalidKey),
        Row("KeyRsaTooLarge", ProofForge.WithJwk($$"""{"kty":"RSA","n":"{{ProofForge.Part([0x80, .. new byte[512], 1])}}","e":"AQAB"}""", "RS256"), DPoPProofError.InvalidKey),
        Row("KeyRsaExponentTooLarge", ProofForge.WithJwk($$"""{"kty":"RSA","n":"{{ProofForge.Part(ForgeKey.Rsa.ExportParameters(false).Modulus!)}}","e":"AQAAAAAB"}""", "RS256"), DPoPProofError.InvalidKey),
        Row("KeyRsaExponentOne", ProofForge.WithJwk($$"""{"kty":"RSA","n":"{{ProofForge.Part(ForgeKey.Rsa.ExportParameters(false).Modulus!)}}","e":"AQ"}""", "RS256"), DPoPProofError.InvalidKey),

        // Signature.
        Row("SignatureOfAnotherKey", ProofForge.Good with { Key = ForgeKey.StrangerOf("ES256") }, DPoPProofError.BadSignature),
        Row("SignatureEmptyBytes", ProofForge.Good.Seal(new byte[64]), DPoPProofError.BadSignature),
        Row("SignatureShort", ProofForge.Good.Seal(Key.Sign(ProofForge.Good.SigningInput)[..63]), DPoPProofError.BadSignature),
        Row("SignatureInDer", ProofForge.Good.Seal(Key.Ec!.SignData(ProofForge.Utf8(ProofForge.Good.SigningInput), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)), DPoPProofError.BadSignature),
        Row("SignatureOfAnotherPayload", ProofForge.WithClaims(("jti", "\"other\"")).Seal(Key.Sign(ProofForge.Good.SigningInput)), DPoPProofError.BadSignature),

        // Claims.
        Row("PayloadNotJson", ProofForge.WithPayload("jti"), DPoPProofError.Malformed),
        Row("PayloadMemberTwice", ProofForge.WithPayload(ProofForge.ClaimsWith()[..^1] + ",\"htm\":\"POST\"}"), DPoPProofError.Malformed),
        Row("PayloadMemberTwiceEscaped", ProofForge.WithPayload(ProofForge.ClaimsWith()[..^1] + ",\"\\u0068tm\":\"POST\"}"), DPoPProofError.Malformed),
        Row("PayloadOtherMemberTwice", ProofForge.WithPayload(ProofForge.ClaimsWith()[..^1] + ",\"more\":1,\"mor\\u0065\":2}"), DPoPProofError.Malformed),
        Row("IdMissing", ProofForge.WithClaims(("jti", null)), DPoPProofError.Malformed),
        Row("IdEmpty", ProofForge.WithClaims(("jti", "\"\"")), DPoPProofError.Malformed),
        Row("IdNotText", ProofForge.WithClaims(("jti", "7")), DPoPProofError.Malformed),
        Row("IdTooLong", ProofForge.WithClaims(("jti", $"\"{Long[..257]}\"")), DPoPProofError.Malformed),
        Row("MethodMissing", ProofForge.WithClaims(("htm", null)), DPoPProofError.Malformed),
        Row("MethodOther", ProofForge.WithClaims(("htm", "\"GET\"")), DPoPProofError.WrongMethod),
        Row("MethodInSmallLetters", ProofForge.WithClaims(("htm", "\"post\"")), DPoPProofError.WrongMethod),
        Row("UriMissing", ProofForge.WithClaims(("htu", null)), DPoPProofError.Malformed),
        Row("UriOther", ProofForge.WithClaims(("htu", "\"https://api.example/other\"")), DPoPProofError.WrongUri),
        Row("UriOfAnotherHost", ProofForge.WithClaims(("htu", "\"https://api.example.evil/notes\"")), DPoPProofError.WrongUri),
        Row("UriWithUserInfo", ProofForge.WithClaims(("htu", "\"https://api.example@evil/notes\"")), DPoPProofError.WrongUri),
        Row("UriOfAnotherPort", ProofForge.WithClaims(("htu", "\"https://api.example:8443/notes\"")), DPoPProofError.WrongUri),
        Row("UriOfAnotherScheme", ProofForge.WithClaims(("htu", "\"http://api.example/notes\"")), DPoPProofError.WrongUri),
        Row("UriRelative", ProofForge.WithClaims(("htu", "\"/notes\"")), DPoPProofError.WrongUri),
        Row("UriInOtherCase", ProofForge.WithClaims(("htu", "\"https://api.example/Notes\"")), DPoPProofError.WrongUri),
        Row("TimeMissing", ProofForge.WithClaims(("iat", null)), DPoPProofError.Malformed),
        Row("TimeAsText", ProofForge.WithClaims(("iat", $"\"{ProofForge.NowSeconds}\"")), DPoPProofError.Malformed),
        Row("TimeInMilliseconds", ProofForge.WithClaims(("iat", $"{ProofForge.NowSeconds}000")), DPoPProofError.Malformed),
        Row("TimeNegative", ProofForge.WithClaims(("iat", "-1")), DPoPProofError.Malformed),
        Row("TimeTooOld", ProofForge.WithClaims(("iat", $"{ProofForge.NowSeconds - 10}")), DPoPProofError.NonceRequired),
        Row("TimeTooFarAhead", ProofForge.WithClaims(("iat", $"{ProofForge.NowSeconds + 11}")), DPoPProofError.NonceRequired),
        Row("TokenHashMissing", ProofForge.WithClaims(("ath", null)), DPoPProofError.WrongToken),
        Row("TokenHashOfAnotherToken", ProofForge.WithClaims(("ath", $"\"{ProofForge.HashOf("another.access.token")}\"")), DPoPProofError.WrongToken),
        Row("TokenHashWithPadding", ProofForge.WithClaims(("ath", $"\"{ProofForge.HashOf(ProofForge.Token)}=\"")), DPoPProofError.WrongToken),
        Row("TokenHashNotText", ProofForge.WithClaims(("ath", "null")), DPoPProofError.Malformed),
        Row("NonceMadeUp", ProofForge.WithClaims(("nonce", "\"made-up\"")), DPoPProofError.NonceRequired),
        Row("NonceEmpty", ProofForge.WithClaims(("nonce", "\"\"")), DPoPProofError.NonceRequired),
        Row("NonceNotBase64Url", ProofForge.WithClaims(("nonce", "\"*\"")), DPoPProofError.NonceRequired),
        Row("NonceTooLong", ProofForge.WithClaims(("nonce", $"\"{Long[..600]}\"")), DPoPProofError.NonceRequired),
        Row("NonceNotText", ProofForge.WithClaims(("nonce", "1")), DPoPProofError.Malformed),
    ];

    private static string Oct(byte[] secret) => $$"""{"kty":"oct","k":"{{ProofForge.Part(secret)}}"}""";

    private static TestCaseData Row(string name, ProofForge proof, DPoPProofError error) => Row(name, proof.Sign(), error);

    private static TestCaseData Row(string name, string proof, DPoPProofError error) => new TestCaseData(proof, error).SetArgDisplayNames(name);
}
