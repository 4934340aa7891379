using AuthStrategies.Claims;
using AuthStrategies.Jwt;
using AuthStrategies.Stores;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Which cause a refusal names, from when and until when a token is accepted, and what else is known of it.</summary>
public sealed partial class JwtVerifierTests
{
    private static readonly DateTimeOffset End = TokenForge.Now.AddMinutes(10);

    private static IEnumerable<TestCaseData> Causes()
    {
        (string Name, Func<TokenForge, string> Damage, AuthFailureReason Own, AuthFailureReason Foreign)[] rows =
        [
            ("unknown key", token => (token with { Header = TokenForge.Utf8("""{"alg":"HS256","typ":"at+jwt","kid":"x"}""") }).Sign(), UnknownKey, WrongIssuer),
            ("unsupported algorithm", token => (token with { Header = TokenForge.Utf8("""{"alg":"HS512","typ":"at+jwt","kid":"x"}""") }).Sign(), UnsupportedAlgorithm, WrongIssuer),
            ("bad signature", token => token.Seal(new byte[32]), BadSignature, WrongIssuer),
            ("wrong type", token => (token with { Header = TokenForge.Utf8("""{"alg":"HS256","typ":"JWT","kid":"key-HS256"}""") }).Sign(), WrongType, WrongIssuer),
            ("critical header", token => (token with { Header = TokenForge.Utf8("""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256","crit":["b"]}""") }).Sign(), Malformed, Malformed),
            ("header that is not strict", token => (token with { Header = TokenForge.Utf8("""{"alg":"HS256","alg":"HS256"}""") }).Sign(), Malformed, Malformed),
        ];
        foreach ((string name, Func<TokenForge, string> damage, AuthFailureReason own, AuthFailureReason foreign) in rows)
            yield return new TestCaseData(damage, own, foreign) { TestName = $"Authenticate_OtherIssuer_IsTheCause({name})" };
    }

    [TestCaseSource(nameof(Causes))]
    public void Authenticate_OtherIssuer_IsTheCause(Func<TokenForge, string> damage, AuthFailureReason own, AuthFailureReason foreign)
    {
        JwtFixture fixture = new();

        Assert.That(fixture.Reason(damage(TokenForge.Good)), Is.EqualTo(own));
        Assert.That(fixture.Reason(damage(TokenForge.WithClaims(("iss", "\"https://x.test\"")))), Is.EqualTo(foreign));
    }

    // The own signing key, or the own issuer: then the member is ours.
    [TestCase(true, true, TokenForge.Issuer, true)]
    [TestCase(true, true, Former, true)]
    [TestCase(true, false, TokenForge.Issuer, true)]
    [TestCase(true, false, Former, false)]
    [TestCase(false, true, TokenForge.Issuer, false)]
    [TestCase(false, false, Former, false)]
    public void Verify_Generation_IsObservedInOwnTokensAlone(bool observes, bool ownKey, string issuer, bool expected)
    {
        JwtFixture fixture = new(options =>
        {
            options.ObserveRevokeAll = observes;
            options.ValidIssuers.Add(Former);
            options.SigningKeys.Add(ForgeKey.Of(ownKey ? "HS256" : "HS384").Key);
            if (!ownKey)
                options.VerificationKeys.Add(ForgeKey.Of("HS256").Key);
        });
        string token = TokenForge.WithClaims(("iss", $"\"{issuer}\""), (ClaimNames.GenerationMember, "\"AAAAAAAAAAEAAAAAAAAAAg\"")).Sign();

        Assert.That(Verify(fixture, token, TokenForge.Now, ignoreExpiry: false, out VerifiedToken verified), Is.Null);
        Assert.That((verified.ObservesGeneration, verified.Generation), Is.EqualTo((expected, new Generation(1, 2))));
    }

    [TestCase(true, 100, true)]
    [TestCase(true, 0, false)]
    [TestCase(false, 100, false)]
    public void Verify_Session_IsKeptWhereItIsLookedAtAndCached(bool requires, int cacheSize, bool isKept)
    {
        JwtFixture fixture = new(options => (options.RefreshTokens.Enabled, options.RequireLiveSession, options.CredentialCacheSize) = (true, requires, cacheSize));

        Assert.That(Verify(fixture, TokenForge.Good.Sign(), TokenForge.Now, ignoreExpiry: false, out VerifiedToken verified), Is.Null);
        Assert.That(verified.Session is not null, Is.EqualTo(isKept));
    }

    [TestCase("0", true)]
    [TestCase("\"of another issuer\"", false)]
    [TestCase(null, false)]
    public void Verify_Names_AreKnownToBeWritten(string? json, bool areWritten)
    {
        Assert.That(Verify(new(), TokenForge.WithClaims((ClaimNames.NamesMember, json)).Sign(), TokenForge.Now, ignoreExpiry: false, out VerifiedToken verified), Is.Null);
        Assert.That(verified.Claims.HasWrittenNames, Is.EqualTo(areWritten));
    }

    // The end of acceptance in seconds from now, and the time in seconds from now. The expiry is in 600 seconds.
    [TestCase(300, 0, null, 300)]
    [TestCase(300, 299, null, 300)]
    [TestCase(300, 300, Expired, null)]
    [TestCase(300, 301, Expired, null)]
    [TestCase(900, 599, null, 600)]
    public void Verify_AcceptUntil_EndsBeforeTheExpiry(int until, int at, AuthFailureReason? reason, int? expiresAt)
    {
        JwtFixture fixture = UntilFixture(until, skew: 0);
        DateTimeOffset now = TokenForge.Now.AddSeconds(at);

        AuthFailure? failure = Verify(fixture, TokenForge.Good.Sign(), now, ignoreExpiry: false, out VerifiedToken verified);

        Assert.That(failure?.Reason, Is.EqualTo(reason));
        if (expiresAt is { } seconds)
            Assert.That(verified.ExpiresAt, Is.EqualTo(TokenForge.Now.AddSeconds(seconds)));
        Assert.That(Verify(fixture, TokenForge.Good.Sign(), now, ignoreExpiry: true, out _), Is.Null);
    }

    [Test]
    public void Verify_AcceptUntilWithClockSkew_AddsNoneToTheEnd()
    {
        JwtFixture fixture = UntilFixture(300, skew: 60);

        Assert.That(Verify(fixture, TokenForge.Good.Sign(), TokenForge.Now, ignoreExpiry: false, out VerifiedToken verified), Is.Null);
        Assert.That(verified.IsInTime(TokenForge.Now.AddSeconds(299), TimeSpan.FromSeconds(60)), Is.True);
        Assert.That(verified.IsInTime(TokenForge.Now.AddSeconds(300), TimeSpan.FromSeconds(60)), Is.False);
    }

    [Test]
    public void Verify_NoIssuedAt_EndsItsSessionButIsNotAccepted()
    {
        JwtFixture fixture = new(options => options.MaxTokenAge = TimeSpan.FromHours(1));
        string token = TokenForge.WithClaims(("iat", null)).Sign();

        Assert.That(Verify(fixture, token, TokenForge.Now, ignoreExpiry: false, out _)?.Reason, Is.EqualTo(MissingClaim));
        Assert.That(Verify(fixture, token, TokenForge.Now, ignoreExpiry: true, out VerifiedToken verified), Is.Null);
        Assert.That(verified.ExpiresAt, Is.EqualTo(End));
    }

    [Test]
    public void Verify_IssuedAtTheEndOfTime_ExpiresAtItsExpiry()
    {
        JwtFixture fixture = new(options => options.MaxTokenAge = TimeSpan.FromHours(1));
        string token = TokenForge.WithClaims(("iat", "253402300799")).Sign();

        Assert.That(Verify(fixture, token, TokenForge.Now, ignoreExpiry: true, out VerifiedToken verified), Is.Null);
        Assert.That(verified.ExpiresAt, Is.EqualTo(End));
    }

    // Times of the token, then from when it is accepted, all in seconds from now. A signing strategy allows 300 seconds between its nodes.
    [TestCase(true, null, null, false, null)]
    [TestCase(true, null, 0, false, -300)]
    [TestCase(true, 0, null, false, -60)]
    [TestCase(true, 0, 0, false, -60)]
    [TestCase(true, -600, 0, false, -300)]
    [TestCase(true, null, 0, true, -60)]
    [TestCase(false, null, 0, false, null)]
    [TestCase(false, null, 0, true, -60)]
    [TestCase(false, -30, 0, true, -60)]
    [TestCase(false, 30, 0, true, -30)]
    public void Verify_ClockSetBack_IsAcceptedFrom(bool signs, int? notBefore, int? issuedAt, bool hasAge, int? from)
    {
        JwtFixture fixture = new(options =>
        {
            options.ClockSkew = TimeSpan.FromSeconds(60);
            (signs ? options.SigningKeys : options.VerificationKeys).Add(ForgeKey.Of("HS256").Key);
            if (hasAge)
                options.MaxTokenAge = TimeSpan.FromHours(1);
        });
        string token = TokenForge.WithClaims(("nbf", Seconds(notBefore)), ("iat", Seconds(issuedAt))).Sign();

        Assert.That(Verify(fixture, token, TokenForge.Now, ignoreExpiry: false, out VerifiedToken verified), Is.Null);
        Assert.That(verified.AcceptedFrom, Is.EqualTo(from is { } seconds ? TokenForge.Now.AddSeconds(seconds).UtcTicks : long.MinValue));
    }

    private static string? Seconds(int? fromNow) => fromNow is { } seconds ? $"{TokenForge.NowSeconds + seconds}" : null;

    private static JwtFixture UntilFixture(int until, int skew) => new(options =>
    {
        options.VerificationKeys.Add(ForgeKey.Of("HS256").Key);
        options.ClockSkew = TimeSpan.FromSeconds(skew);
        options.AcceptUntil = TokenForge.Now.AddSeconds(until);
    });

    private static AuthFailure? Verify(JwtFixture fixture, string token, DateTimeOffset now, bool ignoreExpiry, out VerifiedToken verified) =>
        JwtVerifier.Verify(token, fixture.Policy, fixture.Policy.KeyPolicy.Configured, now, ignoreExpiry, out verified);
}
