using AuthStrategies.Claims;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Stores;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>What single members are read as.</summary>
public sealed partial class TokenPayloadReaderTests
{
    [TestCase("\"api\"", null)]
    [TestCase("[\"x\",\"api\"]", null)]
    [TestCase("\"x\"", WrongAudience)]
    [TestCase("[]", WrongAudience)]
    [TestCase("1", Malformed)]
    [TestCase("null", Malformed)]
    [TestCase("true", Malformed)]
    [TestCase("{}", Malformed)]
    [TestCase("[1]", Malformed)]
    [TestCase("[\"api\",1]", Malformed)]
    [TestCase("[\"api\",null]", Malformed)]
    [TestCase("[\"api\",[\"api\"]]", Malformed)]
    [TestCase("[\"api\",\"\\ud800\"]", Malformed)]
    [TestCase("\"\\ud800\"", Malformed)]
    [Property("Requirement", "T-04")]
    public void Authenticate_Audience_IsATextOrTexts(string json, AuthFailureReason? reason) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("aud", json)).Sign()), Is.EqualTo(reason));

    [TestCase("{\"jkt\":\"thumb\"}", "thumb")]
    [TestCase("{\"kid\":\"k\",\"jkt\":\"thumb\",\"jku\":\"u\"}", "thumb")]
    [TestCase("{\"\\u006akt\":\"thumb\"}", "thumb")]
    [TestCase("{\"jkt\":\"\"}", "")]
    [TestCase("{}", null)]
    [TestCase("{\"kid\":\"k\"}", null)]
    [TestCase("{\"JKT\":\"thumb\"}", null)]
    [TestCase("{\"jwk\":{\"jkt\":\"thumb\"}}", null)]
    public void TryRead_Confirmation_IsTheThumbprint(string json, string? thumbprint)
    {
        Assert.That(TryRead($"\"cnf\":{json}", out TokenPayload payload), Is.True);
        Assert.That(payload.KeyThumbprint, Is.EqualTo(thumbprint));
    }

    [TestCase("\"thumb\"")]
    [TestCase("null")]
    [TestCase("1")]
    [TestCase("[]")]
    [TestCase("[{\"jkt\":\"thumb\"}]")]
    [TestCase("{\"jkt\":1}")]
    [TestCase("{\"jkt\":null}")]
    [TestCase("{\"jkt\":[\"thumb\"]}")]
    [TestCase("{\"jkt\":\"\\ud800\"}")]
    [TestCase("{\"\\ud800\":1}")]
    [TestCase("{\"jkt\":\"a\",\"jkt\":\"b\"}")]
    [TestCase("{\"jkt\":\"a\",\"\\u006akt\":\"b\"}")]
    [TestCase("{\"kid\":1,\"kid\":2}")]
    [TestCase("{\"jwk\":{\"a\":1,\"a\":2}}")]
    [TestCase("{\"jwk\":{\"a\":\"\\ud800\"}}")]
    public void TryRead_ConfirmationThatCannotBeRead_IsRefused(string json) =>
        Assert.That(TryRead($"\"cnf\":{json}", out _), Is.False);

    [Test]
    public void TryRead_Generation_IsThatOfTheToken()
    {
        Assert.That(TryRead($"\"{ClaimNames.GenerationMember}\":\"AAAAAAAAAAEAAAAAAAAAAg\"", out TokenPayload payload), Is.True);
        Assert.That(payload.Generation, Is.EqualTo(new Generation(1, 2)));
    }

    // Another issuer may use the name for something else.
    [TestCase("1")]
    [TestCase("null")]
    [TestCase("{\"a\":[1,2]}")]
    [TestCase("[\"AAAAAAAAAAAAAAAAAAAAAQ\"]")]
    [TestCase("\"\"")]
    [TestCase("\"generation 7\"")]
    public void TryRead_GenerationOfAnotherForm_IsNone(string json)
    {
        Assert.That(TryRead($"\"{ClaimNames.GenerationMember}\":{json}", out TokenPayload payload), Is.True);
        Assert.That(payload.Generation.IsNone, Is.True);
    }

    [TestCase("\"\\ud800\"")]
    [TestCase("{\"a\":1,\"a\":2}")]
    [TestCase("[{\"a\":\"\\ud800\"}]")]
    public void TryRead_GenerationOrNamesNotStrict_IsRefused(string json)
    {
        Assert.That(TryRead($"\"{ClaimNames.GenerationMember}\":{json}", out _), Is.False);
        Assert.That(TryRead($"\"{ClaimNames.NamesMember}\":{json}", out _), Is.False);
    }

    [TestCase("\"sid\":1")]
    [TestCase("\"sid\":null")]
    [TestCase("\"sid\":\"\\ud800\"")]
    [TestCase("\"jti\":1")]
    [TestCase("\"sub\":{}")]
    [TestCase("\"\\ud800\":1")]
    [TestCase("\"\\ud800\":1,\"\\ud801\":1")]
    public void TryRead_RegisteredMemberOfAnotherType_IsRefused(string member) =>
        Assert.That(TryRead(member, out _), Is.False);

    [TestCase("https://one", true, true)]
    [TestCase("https://two", true, false)]
    [TestCase("https://three", false, false)]
    public void TryRead_Issuer_SaysWhose(string issuer, bool isExpected, bool isOwn)
    {
        Assert.That(TryRead($"\"iss\":\"{issuer}\"", out TokenPayload payload), Is.True);
        Assert.That((payload.HasIssuer, payload.IsIssuerExpected, payload.IsOwnIssuer), Is.EqualTo((true, isExpected, isOwn)));
    }

    [TestCase("\"a\":1", 0b01UL)]
    [TestCase("\"b\":1", 0b10UL)]
    [TestCase("\"b\":1,\"a\":[0]", 0b11UL)]
    [TestCase("\"c\":1", 0UL)]
    [TestCase("\"a\":null,\"b\":[]", 0UL)]
    public void TryRead_RequiredClaims_AreNoted(string members, ulong found)
    {
        Assert.That(TryRead(members, out TokenPayload payload), Is.True);
        Assert.That(payload.RequiredClaims, Is.EqualTo(found));
    }

    private static bool TryRead(string members, out TokenPayload payload) =>
        TokenPayloadReader.TryRead(TokenForge.Utf8("{" + members + "}"), new(["https://one", "https://two"], ["api"], ["a", "b"]), [], out payload);
}
