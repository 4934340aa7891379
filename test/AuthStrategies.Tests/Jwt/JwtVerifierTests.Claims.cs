using System.Security.Claims;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Tokens;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Times, issuer, audience, subject. Every token here is correctly signed.</summary>
public sealed partial class JwtVerifierTests
{
    private static readonly long Now = TokenForge.NowSeconds;

    private static IEnumerable<TestCaseData> Expiries()
    {
        // Distance of the clock from exp in ticks, for each skew: refused from "exp + skew" on.
        foreach (int skew in (int[])[0, 1, 10, 300])
        {
            long edge = TimeSpan.FromSeconds(skew).Ticks;
            foreach (long distance in (long[])[-TimeSpan.TicksPerSecond, -1, 0, 1, edge - TimeSpan.TicksPerSecond, edge - 1, edge, edge + 1, edge + TimeSpan.TicksPerSecond])
            {
                foreach (string fraction in (string[])["", ".5", ".0000001", ".9999999"])
                    yield return new TestCaseData(skew, distance, fraction, distance >= edge);
            }
        }
    }

    [TestCaseSource(nameof(Expiries))]
    [Property("Requirement", "C-01")]
    [Property("Requirement", "C-04")]
    public void Authenticate_AroundExpiry_RefusesFromExpiryPlusSkewOn(int skew, long distance, string fraction, bool refused)
    {
        JwtFixture fixture = new(options => options.ClockSkew = TimeSpan.FromSeconds(skew));
        fixture.Time.AdjustTime(TokenForge.Now + Fraction(fraction) + TimeSpan.FromTicks(distance));

        AuthResult result = fixture.Authenticate(TokenForge.WithClaims(("exp", $"{Now}{fraction}")).Sign());

        Assert.That(result.Failure?.Reason, Is.EqualTo(refused ? Expired : (AuthFailureReason?)null));
        Assert.That(result.ExpiresAt, Is.EqualTo(refused ? (DateTimeOffset?)null : TokenForge.Now + Fraction(fraction)));
    }

    private static IEnumerable<TestCaseData> Beginnings()
    {
        foreach (int skew in (int[])[0, 1, 10, 300])
        {
            long edge = -TimeSpan.FromSeconds(skew).Ticks;
            foreach (long distance in (long[])[-TimeSpan.TicksPerSecond, -1, 0, 1, edge - TimeSpan.TicksPerSecond, edge - 1, edge, edge + 1, edge + TimeSpan.TicksPerSecond])
            {
                foreach (string fraction in (string[])["", ".5", ".0000001", ".9999999"])
                    yield return new TestCaseData(skew, distance, fraction, distance < edge);
            }
        }
    }

    [TestCaseSource(nameof(Beginnings))]
    [Property("Requirement", "C-02")]
    [Property("Requirement", "C-04")]
    public void Authenticate_AroundNotBefore_RefusesUntilNotBeforeMinusSkew(int skew, long distance, string fraction, bool refused)
    {
        JwtFixture fixture = new(options => options.ClockSkew = TimeSpan.FromSeconds(skew));
        fixture.Time.AdjustTime(TokenForge.Now + Fraction(fraction) + TimeSpan.FromTicks(distance));

        AuthFailureReason? reason = fixture.Reason(TokenForge.WithClaims(("nbf", $"{Now}{fraction}"), ("exp", $"{Now + 9999}")).Sign());

        Assert.That(reason, Is.EqualTo(refused ? NotYetValid : (AuthFailureReason?)null));
    }

    private static TimeSpan Fraction(string fraction) => fraction.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(long.Parse(fraction[1..].PadRight(7, '0')));

    [Test]
    [Property("Requirement", "C-04")]
    public void Options_ClockSkew_IsTenSecondsAndNothingHidden()
    {
        Assert.That(new JwtStrategyOptions().ClockSkew, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("exp", $"{Now - 299}")).Sign()), Is.EqualTo(Expired));
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("exp", $"{Now - 11}")).Sign()), Is.EqualTo(Expired));
        Assert.That(new JwtFixture(options => options.ClockSkew = TimeSpan.Zero).Reason(TokenForge.WithClaims(("exp", $"{Now}")).Sign()), Is.EqualTo(Expired));
    }

    [Test]
    [Property("Requirement", "C-03")]
    public void Authenticate_NoDate_IsMalformedAndNeverAbsent(
        [Values("exp", "nbf", "iat", "auth_time")] string name,
        [Values(
            "\"1795435200\"", "\"\"", "\"never\"", "\"2026-11-23T12:00:00Z\"", "\"NaN\"", "true", "false", "null", "[]", "[1795435200]", "{}", "{\"a\":1}",
            "-1", "-0.1", "-1795435200", "-1e300", "1e300", "1e999", "1e9999999999", "253402300800", "253402300799.1", "2.6e11", "1795435200000", "1795435200000000",
            "9223372036854775807", "9223372036854775808", "18446744073709551616", "99999999999999999999999999999999", "1E+20",
            "11111111111111111111111111111111111111111111111111111111111111111")] string value) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims((name, value)).Sign()), Is.EqualTo(Malformed));

    [TestCase("253402300799")]
    [TestCase("1.7954358e9")]
    [TestCase("17954358E2")]
    [TestCase("17954358000e-1")]
    [TestCase("1795435800.0000000000000000000000000000000000")]
    [Property("Requirement", "C-03")]
    public void Authenticate_DateInAnySpelling_IsRead(string expiry) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("exp", expiry)).Sign()), Is.Null);

    [Test]
    [Property("Requirement", "C-03")]
    public void Authenticate_DateOfManyDigits_IsReadUpTo64Characters([Values("exp", "nbf", "iat", "auth_time")] string name, [Values] bool isTooLong)
    {
        string date = $"{Now}.".PadRight(isTooLong ? 65 : 64, '0');
        (string, string?)[] changes = name == "exp" ? [("exp", date.Replace($"{Now}", $"{Now + 9}", StringComparison.Ordinal))] : [(name, date)];

        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(changes).Sign()), Is.EqualTo(isTooLong ? Malformed : (AuthFailureReason?)null));
    }

    [Test]
    [Property("Requirement", "C-03")]
    public void Authenticate_FractionOfASecond_IsExactToTheTick() =>
        Assert.That(
            new JwtFixture().Authenticate(TokenForge.WithClaims(("exp", "253402300798.1234567")).Sign()).ExpiresAt,
            Is.EqualTo(new DateTimeOffset(9999, 12, 31, 23, 59, 58, TimeSpan.Zero).AddTicks(1234567)));

    [Test]
    [Property("Requirement", "C-01")]
    public void Authenticate_NoExpiry_IsMissing()
    {
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("exp", null)).Sign()), Is.EqualTo(MissingClaim));
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("exp", null), ("EXP", $"{Now + 9}")).Sign()), Is.EqualTo(MissingClaim));
    }

    [Test]
    [Property("Requirement", "C-02")]
    public void Authenticate_ForeignTokenIssuedInTheFuture_IsAccepted()
    {
        JwtFixture verifying = new(options => options.VerificationKeys.Add(JwtKey.FromJwk(ForgeKey.Of("ES256").Key.ExportPublicJwk())));
        TokenForge forge = TokenForge.With("ES256") with { Payload = TokenForge.WithClaims(("iat", $"{Now + 86400}"), ("auth_time", $"{Now + 86400}")).Payload };

        Assert.That(verifying.Reason(forge.Sign()), Is.Null);
    }

    [TestCase(300, null)]
    [TestCase(301, NotYetValid)]
    [Property("Requirement", "C-02")]
    [Property("Requirement", "M-07")]
    public void Authenticate_OwnTokenIssuedInTheFuture_IsAcceptedUpToFiveMinutes(int seconds, AuthFailureReason? expected) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("iat", $"{Now + seconds}")).Sign()), Is.EqualTo(expected));

    [Test]
    [Property("Requirement", "C-02")]
    [Property("Requirement", "M-07")]
    public void Authenticate_OwnTokenIssuedInTheFuture_IsAcceptedWhenThatTimeHasCome()
    {
        JwtFixture fixture = new();
        string token = TokenForge.WithClaims(("iat", $"{Now + 500}")).Sign();
        Assert.That(fixture.Reason(token), Is.EqualTo(NotYetValid));

        fixture.Time.Advance(TimeSpan.FromSeconds(200));

        Assert.That(fixture.Reason(token), Is.Null);
    }

    [TestCase(null, MissingClaim)]
    [TestCase("null", Malformed)]
    [TestCase("1", Malformed)]
    [TestCase("true", Malformed)]
    [TestCase("{}", Malformed)]
    [TestCase("[\"https://issuer.test\"]", Malformed)]
    [TestCase("[\"https://issuer.test\",\"https://evil.test\"]", Malformed)]
    [TestCase("\"\\uD800\"", Malformed)]
    [TestCase("\"https://issuer.test\\uDFFF\"", Malformed)]
    [TestCase("\"\"", WrongIssuer)]
    [TestCase("\"https://issuer\"", WrongIssuer)]
    [TestCase("\"https://issuer.tes\"", WrongIssuer)]
    [TestCase("\"https://issuer.test/\"", WrongIssuer)]
    [TestCase("\"https://issuer.test.evil.test\"", WrongIssuer)]
    [TestCase("\"https://issuer.test,https://evil.test\"", WrongIssuer)]
    [TestCase("\" https://issuer.test\"", WrongIssuer)]
    [TestCase("\"https://issuer.test \"", WrongIssuer)]
    [TestCase("\"HTTPS://ISSUER.TEST\"", WrongIssuer)]
    [TestCase("\"https://Issuer.test\"", WrongIssuer)]
    [TestCase("\"https://\\u0130ssuer.test\"", WrongIssuer)]
    [TestCase("\"https://\\u0131ssuer.test\"", WrongIssuer)]
    [TestCase("\"https://issu\\u0435r.test\"", WrongIssuer)]
    [TestCase("\"https://issuer.test\\u0000\"", WrongIssuer)]
    [TestCase("\"https://issuer.test\\u200b\"", WrongIssuer)]
    [TestCase("\"http://issuer.test\"", WrongIssuer)]
    [TestCase("\"issuer.test\"", WrongIssuer)]
    [SetCulture("tr-TR")]
    [Property("Requirement", "C-06")]
    [Property("Requirement", "C-10")]
    public void Authenticate_NotTheIssuer_IsRefused(string? value, AuthFailureReason reason) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("iss", value)).Sign()), Is.EqualTo(reason));

    [TestCase(null, MissingClaim)]
    [TestCase("null", Malformed)]
    [TestCase("1", Malformed)]
    [TestCase("false", Malformed)]
    [TestCase("{}", Malformed)]
    [TestCase("{\"api\":1}", Malformed)]
    [TestCase("[null]", Malformed)]
    [TestCase("[\"api\",null]", Malformed)]
    [TestCase("[\"api\",1]", Malformed)]
    [TestCase("[[\"api\"]]", Malformed)]
    [TestCase("[\"api\",[]]", Malformed)]
    [TestCase("[{\"a\":\"api\"}]", Malformed)]
    [TestCase("[\"api\",\"\\uD800\"]", Malformed)]
    [TestCase("[]", WrongAudience)]
    [TestCase("\"\"", WrongAudience)]
    [TestCase("[\"\"]", WrongAudience)]
    [TestCase("\"API\"", WrongAudience)]
    [TestCase("\"ap\\u0131\"", WrongAudience)]
    [TestCase("\"ap\\u0130\"", WrongAudience)]
    [TestCase("\"ap\"", WrongAudience)]
    [TestCase("\"apis\"", WrongAudience)]
    [TestCase("\"api/\"", WrongAudience)]
    [TestCase("\" api\"", WrongAudience)]
    [TestCase("\"api web\"", WrongAudience)]
    [TestCase("\"api,web\"", WrongAudience)]
    [TestCase("\"api\\u0000\"", WrongAudience)]
    [TestCase("[\"a\",\"p\",\"i\"]", WrongAudience)]
    [TestCase("\"*\"", WrongAudience)]
    [SetCulture("tr-TR")]
    [Property("Requirement", "C-07")]
    [Property("Requirement", "C-10")]
    public void Authenticate_NotTheAudience_IsRefused(string? value, AuthFailureReason reason) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(("aud", value)).Sign()), Is.EqualTo(reason));

    [TestCase("\"api\"")]
    [TestCase("[\"api\"]")]
    [TestCase("[\"x\",\"api\",\"y\"]")]
    [TestCase("[\"api\",\"api\"]")]
    [TestCase("\"mobile\"")]
    [TestCase("[\"x\",\"m\\u006fbile\"]")]
    [Property("Requirement", "C-07")]
    public void Authenticate_OneOfTheAudiences_IsAccepted(string value) =>
        Assert.That(new JwtFixture(options => options.ValidAudiences.Add("mobile")).Reason(TokenForge.WithClaims(("aud", value)).Sign()), Is.Null);

    [TestCase("caf\u00e9", "\"cafe\\u0301\"", false)]
    [TestCase("caf\u00e9", "\"caf\\u00e9\"", true)]
    [TestCase("caf\u00e9", "\"caf\\u00E9\"", true)]
    [TestCase("\U0001F389", "\"\\uD83C\\uDF89\"", true)]
    [TestCase("stra\u00dfe", "\"strasse\"", false)]
    [Property("Requirement", "C-10")]
    public void Authenticate_IssuerAndAudience_AreComparedCodePointByCodePoint(string configured, string json, bool equal)
    {
        JwtFixture issuer = new(options => options.Issuer = configured);
        JwtFixture audience = new(options => options.Audience = configured);

        Assert.That(issuer.Reason(TokenForge.WithClaims(("iss", json)).Sign()), Is.EqualTo(equal ? null : (AuthFailureReason?)WrongIssuer));
        Assert.That(audience.Reason(TokenForge.WithClaims(("aud", json)).Sign()), Is.EqualTo(equal ? null : (AuthFailureReason?)WrongAudience));
    }

    [TestCase("sub", null, MissingClaim)]
    [TestCase("sub", "\"\"", MissingClaim)]
    [TestCase("sub", "null", Malformed)]
    [TestCase("sub", "1", Malformed)]
    [TestCase("sub", "true", Malformed)]
    [TestCase("sub", "[\"alice\"]", Malformed)]
    [TestCase("sub", "{}", Malformed)]
    [TestCase("sub", "\"\\uD800\"", Malformed)]
    [TestCase("jti", "null", Malformed)]
    [TestCase("jti", "1", Malformed)]
    [TestCase("jti", "[\"x\"]", Malformed)]
    [TestCase("jti", "\"\\uD800\"", Malformed)]
    [TestCase("jti", null, null)]
    [TestCase("sid", "null", Malformed)]
    [TestCase("sid", "1", Malformed)]
    [TestCase("sid", "{}", Malformed)]
    [TestCase("sid", "\"\"", null)]
    [Property("Requirement", "C-08")]
    public void Authenticate_RegisteredTextOfAnotherType_IsRefused(string name, string? value, AuthFailureReason? reason) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims((name, value)).Sign()), Is.EqualTo(reason));

    [TestCase("alice")]
    [TestCase("\u0130stanbul")]
    [TestCase("a\u0000b")]
    [TestCase("  ")]
    [TestCase("\"quoted\" \\ /")]
    [TestCase("\U0001F389")]
    [TestCase("alice\", \"role\":\"admin")]
    [SetCulture("tr-TR")]
    [Property("Requirement", "C-11")]
    public void Authenticate_Subject_IsTheOneSigned(string subject)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(subject);

        AuthResult result = new JwtFixture().Authenticate(TokenForge.WithClaims(("sub", json), ("name", "\"n\"")).Sign());

        Assert.That(result.Principal!.Claims.Select(claim => (claim.Type, claim.Value)), Is.EqualTo(new[] { ("sub", subject), ("name", "n") }));
    }

    [Test]
    public void Authenticate_SeveralThingsWrong_TellsTheFirst()
    {
        (string Name, string? Json)[] faults = [("iss", "\"x\""), ("aud", "\"x\""), ("exp", null), ("nbf", $"{Now + 999}"), ("sub", "\"\"")];
        AuthFailureReason[] reasons = [WrongIssuer, WrongAudience, MissingClaim, NotYetValid, MissingClaim];

        for (int first = 0; first < faults.Length; first++)
            Assert.That(new JwtFixture().Reason(TokenForge.WithClaims(faults[first..]).Sign()), Is.EqualTo(reasons[first]));

        Assert.That(new JwtFixture().Reason(TokenForge.WithClaims([("exp", "1"), .. faults[3..]]).Sign()), Is.EqualTo(Expired));
    }

    [Test]
    [Property("Requirement", "C-05")]
    public void Strategy_HasNoOtherClock()
    {
        JwtFixture fixture = new();
        string token = TokenForge.WithClaims(("exp", "4000000000")).Sign();
        fixture.Time.AdjustTime(DateTimeOffset.FromUnixTimeSeconds(4000000020));

        Assert.That(fixture.Reason(token), Is.EqualTo(Expired));
    }

    [Test]
    public void ToSeconds_Instant_IsRoundedDown() =>
        Assert.That(NumericDate.ToSeconds(TokenForge.Now.AddTicks(TimeSpan.TicksPerSecond - 1)), Is.EqualTo(Now));

    [TestCase("HS256", true)]
    [TestCase("ES256", false)]
    [Property("Requirement", "C-11")]
    public void Authenticate_ClaimTypesOfALogin_CountOnlyUnderAKeyThatSignsHere(string signedBy, bool count)
    {
        JwtFixture fixture = JwtFixture.OfAllAlgorithms();
        string claims = $$"""{{{TokenForge.GoodClaims}},"as_names":[0,"nickname","groups"],"nickname":"al","groups":"admin","name":"Alice"}""";
        TokenForge token = TokenForge.With(signedBy) with { Payload = TokenForge.Utf8(claims) };

        ClaimsPrincipal user = fixture.Authenticate(token.Sign()).Principal!;

        Assert.That((user.IsInRole("admin"), user.Identity!.Name), Is.EqualTo((count, count ? "al" : "Alice")));
        Assert.That(user.HasClaim("groups", "admin"), Is.True);
    }
}
