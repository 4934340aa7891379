using System.Security.Cryptography;
using AuthStrategies.Tests.DPoP;
using AuthStrategies.Tests.Jwt;

namespace AuthStrategies.Tests.DeviceBinding;

/// <summary>Proofs of devices (W3C Device Bound Session Credentials): which are accepted, at a registration and at a refresh.</summary>
[TestFixture]
public sealed class DeviceProofVerifierTests
{
    private const string Challenge = "a-challenge";

    private static readonly string Jwk = ProofForge.JwkOf(ForgeKey.Of("ES256"));
    private static readonly DeviceProofVerifier Verifier = new(["ES256", "RS256"]);

    private static string Header(string algorithm, string? jwk) => $$"""{"alg":"{{algorithm}}"{{(jwk is null ? "" : $",\"jwk\":{jwk}")}},"typ":"dbsc+jwt"}""";

    private static ProofForge Proof(string algorithm = "ES256", string? header = null, string? payload = null) => new()
    {
        Key = ForgeKey.Of(algorithm),
        Header = ProofForge.Utf8(header ?? Header(algorithm, ProofForge.JwkOf(ForgeKey.Of(algorithm)))),
        Payload = ProofForge.Utf8(payload ?? $$"""{"jti":"{{Challenge}}"}"""),
    };

    private static IEnumerable<TestCaseData> Good =>
    [
        Row("Es256", Proof()),
        Row("Rs256", Proof("RS256")),
        Row("TypeInCapitals", Proof(header: $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"DBSC+JWT"}""")),
        Row("OfTheDraft", Proof(payload: $$"""{"aud":"https://app.example/reg","jti":"{{Challenge}}","iat":"1725579055","sub":"id","authorization":"ac","key":"k"}""")),
        Row("KeyWithAName", Proof(header: Header("ES256", Jwk[..^1] + ",\"kid\":\"a\",\"use\":\"sig\"}"))),
    ];

    [TestCaseSource(nameof(Good))]
    [Property("Requirement", "P-03")]
    public void Verify_GoodRegistration_GivesKeyAndChallenge(ProofForge proof)
    {
        DeviceProofResult result = Verifier.Verify(proof.Sign());

        Assert.That((result.Error, result.Succeeded, result.Challenge), Is.EqualTo((DeviceProofError.NoError, true, Challenge)));
        Assert.That((result.Key!.Algorithm, result.Key.Thumbprint), Is.EqualTo((proof.Key.Ec is null ? "RS256" : "ES256", ProofForge.ThumbprintOf(proof.Key))));
    }

    private static IEnumerable<TestCaseData> Hostile =>
    [
        Row("Empty", "", DeviceProofError.Malformed),
        Row("TwoParts", "YQ.YQ", DeviceProofError.Malformed),
        Row("TooLong", new string('a', 8193), DeviceProofError.TooLarge),
        Row("SixtyFourKibibytes", new string('a', 65536), DeviceProofError.TooLarge),
        Row("Quoted", $"\"{Proof().Sign()}\"", DeviceProofError.Malformed),
        Row("SpaceAtTheEnd", Proof().Sign() + " ", DeviceProofError.Malformed),
        Row("NoSignature", Proof().SigningInput + ".", DeviceProofError.Malformed),
        Row("HeaderMemberTwice", Proof(header: $$"""{"alg":"none","alg":"ES256","jwk":{{Jwk}},"typ":"dbsc+jwt"}"""), DeviceProofError.Malformed),
        Row("HeaderCritical", Proof(header: $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"dbsc+jwt","crit":["b64"]}"""), DeviceProofError.Malformed),
        Row("TypeMissing", Proof(header: $$"""{"alg":"ES256","jwk":{{Jwk}}}"""), DeviceProofError.WrongType),
        Row("TypeOfADPoPProof", Proof(header: $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"dpop+jwt"}"""), DeviceProofError.WrongType),
        Row("TypeOfAnyJwt", Proof(header: $$"""{"alg":"ES256","jwk":{{Jwk}},"typ":"jwt"}"""), DeviceProofError.WrongType),
        Row("AlgorithmMissing", Proof(header: $$"""{"jwk":{{Jwk}},"typ":"dbsc+jwt"}"""), DeviceProofError.UnsupportedAlgorithm),
        Row("AlgorithmNone", Proof(header: Header("none", Jwk)), DeviceProofError.UnsupportedAlgorithm),
        Row("AlgorithmInSmallLetters", Proof(header: Header("es256", Jwk)), DeviceProofError.UnsupportedAlgorithm),
        Row("AlgorithmSymmetric", Proof("HS256", Header("HS256", Jwk)), DeviceProofError.UnsupportedAlgorithm),
        Row("AlgorithmEs384", Proof("ES384"), DeviceProofError.UnsupportedAlgorithm),
        Row("AlgorithmPs256", Proof("PS256"), DeviceProofError.UnsupportedAlgorithm),
        Row("AlgorithmRs512", Proof("RS512"), DeviceProofError.UnsupportedAlgorithm),
        Row("KeyMissing", Proof(header: Header("ES256", null)), DeviceProofError.InvalidKey),
        Row("KeyInTheClaimsOnly", Proof(header: Header("ES256", null), payload: $$"""{"jti":"{{Challenge}}","key":{{Jwk}}}"""), DeviceProofError.InvalidKey),
        Row("KeyPrivate", Proof(header: Header("ES256", ProofForge.EcJwk(ForgeKey.Of("ES256").Ec!, withPrivate: true))), DeviceProofError.InvalidKey),
        Row("KeyOfAnotherFamily", Proof(header: Header("ES256", ProofForge.JwkOf(ForgeKey.Of("RS256")))), DeviceProofError.InvalidKey),
        Row("KeyNotOnItsCurve", Proof(header: Header("ES256", $$"""{"kty":"EC","crv":"P-256","x":"{{ProofForge.Part(new byte[32])}}","y":"{{ProofForge.Part(new byte[32])}}"}""")), DeviceProofError.InvalidKey),
        Row("KeyRsaTooSmall", Proof("RS256", Header("RS256", ProofForge.RsaJwk(RSA.Create(1024)))), DeviceProofError.InvalidKey),
        Row("KeyRsaTooLarge", Proof("RS256", Header("RS256", $$"""{"kty":"RSA","n":"{{ProofForge.Part([0x80, .. new byte[512], 1])}}","e":"AQAB"}""")), DeviceProofError.InvalidKey),
        Row("SignedByAnother", Proof(header: Header("ES256", ProofForge.JwkOf(ForgeKey.StrangerOf("ES256")))), DeviceProofError.BadSignature),
        Row("SignatureOfZeros", Proof().Seal(new byte[64]), DeviceProofError.BadSignature),
        Row("SignatureAsDer", Proof().Seal(ForgeKey.Of("ES256").Ec!.SignData(ProofForge.Utf8(Proof().SigningInput), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)), DeviceProofError.BadSignature),
        Row("PayloadNotJson", Proof(payload: "jti"), DeviceProofError.Malformed),
        Row("PayloadArray", Proof(payload: "[]"), DeviceProofError.Malformed),
        Row("PayloadMemberTwice", Proof(payload: """{"jti":"a","jti":"b"}"""), DeviceProofError.Malformed),
        Row("PayloadNotUtf8", Proof() with { Payload = [.. "{\"jti\":\""u8, 0xC3, .. "\"}"u8] }, DeviceProofError.Malformed),
        Row("PayloadLoneSurrogate", Proof(payload: "{\"jti\":\"\\ud800\"}"), DeviceProofError.Malformed),
        Row("ChallengeMissing", Proof(payload: "{}"), DeviceProofError.Malformed),
        Row("ChallengeEmpty", Proof(payload: """{"jti":""}"""), DeviceProofError.Malformed),
        Row("ChallengeANumber", Proof(payload: """{"jti":5}"""), DeviceProofError.Malformed),
        Row("ChallengeTooLong", Proof(payload: $$"""{"jti":"{{new string('a', 1025)}}"}"""), DeviceProofError.Malformed),
    ];

    [TestCaseSource(nameof(Hostile))]
    [Property("Requirement", "P-03")]
    public void Verify_HostileRegistration_IsRefused(string proof, DeviceProofError error) =>
        Assert.That((Verifier.Verify(proof).Error, Verifier.Verify(proof).Key), Is.EqualTo((error, (DeviceKey?)null)));

    [TestCase("ES256", null, DeviceProofError.NoError)]
    [TestCase("RS256", null, DeviceProofError.NoError)]
    [TestCase("ES256", "own", DeviceProofError.NoError)]
    [TestCase("ES256", "stranger", DeviceProofError.WrongKey)]
    [Property("Requirement", "P-03")]
    public void Verify_Refresh_NeedsTheRegisteredKey(string algorithm, string? named, DeviceProofError error)
    {
        DeviceKey registered = Verifier.Verify(Proof(algorithm).Sign()).Key!;
        string? jwk = named switch { null => null, "own" => ProofForge.JwkOf(ForgeKey.Of(algorithm)), _ => ProofForge.JwkOf(ForgeKey.StrangerOf(algorithm)) };

        DeviceProofResult result = Verifier.Verify(Proof(algorithm, Header(algorithm, jwk)).Sign(), registered);

        Assert.That((result.Error, result.Key), Is.EqualTo((error, error == DeviceProofError.NoError ? registered : null)));
    }

    [TestCase("ES256", "ES256", DeviceProofError.BadSignature)]
    [TestCase("ES256", "RS256", DeviceProofError.UnsupportedAlgorithm)]
    [TestCase("RS256", "ES256", DeviceProofError.UnsupportedAlgorithm)]
    [Property("Requirement", "P-03")]
    public void Verify_RefreshWithAnotherKey_IsRefused(string registeredAlgorithm, string algorithm, DeviceProofError error)
    {
        DeviceKey registered = Verifier.Verify(Proof(registeredAlgorithm).Sign()).Key!;
        ProofForge thief = Proof(algorithm, Header(algorithm, null)) with { Key = ForgeKey.StrangerOf(algorithm) };

        Assert.That(Verifier.Verify(thief.Sign(), registered).Error, Is.EqualTo(error));
    }

    [Test]
    public void Verify_AlgorithmThatIsLeftOut_IsRefused() =>
        Assert.That(new DeviceProofVerifier(["ES256"]).Verify(Proof("RS256").Sign()).Error, Is.EqualTo(DeviceProofError.UnsupportedAlgorithm));

    [TestCase()]
    [TestCase("ES384")]
    [TestCase("ES256", "none")]
    public void Constructor_OtherAlgorithms_Throws(params string[] algorithms) =>
        Assert.That(() => new DeviceProofVerifier(algorithms), Throws.ArgumentException);

    private static TestCaseData Row(string name, ProofForge proof) => new TestCaseData(proof).SetArgDisplayNames(name);

    private static TestCaseData Row(string name, ProofForge proof, DeviceProofError error) => Row(name, proof.Sign(), error);

    private static TestCaseData Row(string name, string proof, DeviceProofError error) => new TestCaseData(proof, error).SetArgDisplayNames(name);
}
