using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>What each refusal of a header says, and the readers themselves where a later check gives the same refusal.</summary>
public sealed class TokenReadingTests
{
    private static IEnumerable<TestCaseData> Refusals()
    {
        (string Header, AuthFailureReason Reason, string Detail)[] rows =
        [
            ($$"""{"alg":"HS256","x":"{{new string('x', 8192)}}"}""", AuthFailureReason.TooLarge, "The header has more than 8192 bytes."),
            ("[]", AuthFailureReason.Malformed, "The header is not one JSON object in UTF-8 with unique member names and nothing after it."),
            ("""{"alg":"HS256","typ":1}""", AuthFailureReason.Malformed, "The header's \"typ\" is not a string."),
            ("""{"alg":"HS256","typ":"\ud800"}""", AuthFailureReason.Malformed, "The header is not one JSON object in UTF-8 with unique member names and nothing after it."),
            ("""{"alg":"HS256","typ":"at+jwt","crit":[]}""", AuthFailureReason.Malformed, "The header has a \"crit\" member, and this library knows no extensions."),
            ("""{"alg":"HS256","typ":"at+jwt","b64":true}""", AuthFailureReason.Malformed, "The header has a \"b64\" member; unencoded payloads are not accepted."),
            ("""{"alg":"HS256","typ":"at+jwt","zip":"DEF"}""", AuthFailureReason.Malformed, "The header has a \"zip\" member; compressed content is not accepted."),
            ("""{"alg":"HS256","typ":"at+jwt","kid":1}""", AuthFailureReason.Malformed, "The header's \"kid\" or \"cty\" is not a string."),
        ];
        foreach ((string header, AuthFailureReason reason, string detail) in rows)
            yield return new TestCaseData(header, reason, detail).SetArgDisplayNames(header[..Math.Min(header.Length, 40)]);
    }

    [TestCaseSource(nameof(Refusals))]
    [Property("Requirement", "T-04")]
    public void Header_Refused_SaysWhy(string header, AuthFailureReason reason, string detail)
    {
        AuthFailure failure = new JwtFixture().Authenticate(TokenForge.WithHeader(header).Sign()).Failure!;

        Assert.That((failure.Reason, failure.Detail), Is.EqualTo((reason, detail)));
    }

    [TestCase("AA.AA")]
    [TestCase(".AA.AA")]
    [TestCase("AA..AA")]
    [TestCase("AA.AA.")]
    [TestCase("AA.AA.AA.AA")]
    [TestCase("AA.A A.AA")]
    [TestCase("AA.AA.AA=")]
    [TestCase("AA.A\u00c1.AA")]
    [Property("Requirement", "T-01")]
    public void CompactToken_OfAnotherForm_IsNotRead(string text) => Assert.That(CompactToken.TryRead(text, out _), Is.False);

    [TestCase("nbf", "0")]
    [TestCase("nbf", "0.0")]
    [TestCase("iat", "0.0")]
    [TestCase("exp", "253402300799.0")]
    [Property("Requirement", "C-03")]
    public void Date_AtItsBounds_IsRead(string name, string value) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims((name, value)).Sign()), Is.Null);
}
