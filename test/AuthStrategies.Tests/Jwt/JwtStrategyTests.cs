using System.Security.Claims;
using System.Text.Json.Nodes;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt;

public sealed partial class JwtStrategyTests
{
    private static ClaimsPrincipal Alice(params Claim[] claims) => new(new ClaimsIdentity([new("sub", "alice"), .. claims], "password"));

    private static JsonObject Part(string token, int part) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[part]))!.AsObject();

    [Test]
    [Property("Requirement", "I-01")]
    public async Task IssueAsync_Principal_WritesTheProfile()
    {
        JwtFixture fixture = new();
        fixture.Time.Advance(TimeSpan.FromMilliseconds(999));

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(new("name", "Alice"), new("role", "a"), new("role", "b"), new("n", "5", ClaimValueTypes.Integer32)), new IssueOptions { AuthenticatedAt = TokenForge.Now.AddSeconds(-90.5) });

        string id = (string)Part(issued.Value, 1)["jti"]!;
        long now = TokenForge.NowSeconds;
        Assert.That(Part(issued.Value, 0).ToJsonString(), Is.EqualTo("""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256"}""").Or.EqualTo("""{"alg":"HS256","typ":"at\u002Bjwt","kid":"key-HS256"}"""));
        Assert.That(
            Part(issued.Value, 1).ToJsonString(),
            Is.EqualTo($$"""{"iss":"https://issuer.test","sub":"alice","aud":"api","iat":{{now}},"exp":{{now + 900}},"jti":"{{id}}","auth_time":{{now - 91}},"name":"Alice","role":["a","b"],"n":5}"""));
        Assert.That(System.Buffers.Text.Base64Url.DecodeFromChars(id), Has.Length.EqualTo(16));
        Assert.That(issued.ExpiresAt, Is.EqualTo(TokenForge.Now.AddSeconds(900)));
        Assert.That(issued.RefreshToken, Is.Null);
        Assert.That(issued.SessionId, Is.Null);
        Assert.That(issued.Persistent, Is.False);
    }

    private static IEnumerable<TestCaseData> Arrays()
    {
        yield return Row("one", """["a"]""", new Claim("roles", "a"));
        yield return Row("several", """["a","b"]""", new Claim("roles", "a"), new Claim("roles", "b"));
        yield return Row("none", null);
        yield return Row("number", "[1]", new Claim("roles", "1", ClaimValueTypes.Integer32));
        yield return Row("object", """[{"a":1}]""", new Claim("roles", """{"a":1}""", "JSON"));
        yield return Row("array as the value", """[["a"]]""", new Claim("roles", """["a"]""", "JSON_ARRAY"));
        yield return Row("apart", """["a","b"]""", new Claim("roles", "a"), new Claim("name", "n"), new Claim("roles", "b"));

        static TestCaseData Row(string name, string? json, params Claim[] claims) => new TestCaseData(json, claims).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Arrays))]
    public async Task IssueAsync_ArrayClaimType_WritesAnArrayAlsoWhenIssuedAgain(string? json, Claim[] claims)
    {
        JwtFixture fixture = new(o => o.ArrayClaimTypes.Add("roles"));

        IssuedCredential first = await fixture.Strategy.IssueAsync(Alice(claims));
        ClaimsPrincipal principal = fixture.Authenticate(first.Value).Principal!;
        IssuedCredential second = await fixture.Strategy.IssueAsync(principal);

        Assert.That(Part(first.Value, 1)["roles"]?.ToJsonString(), Is.EqualTo(json));
        Assert.That(Part(second.Value, 1)["roles"]?.ToJsonString(), Is.EqualTo(json));
        Assert.That(principal.FindAll("roles").Select(claim => claim.Value), Is.EqualTo(claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value)));
    }

    [TestCase("role", "role")]
    [TestCase(ClaimTypes.Role, "role")]
    [TestCase(ClaimTypes.Role, ClaimTypes.Role)]
    [TestCase("role", ClaimTypes.Role)]
    public async Task IssueAsync_ArrayClaimTypeUnderEitherName_IsTheMemberOfTheShortName(string option, string type)
    {
        JwtFixture fixture = new(o => o.ArrayClaimTypes.Add(option));

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(new(type, "admin"), new("email", "a@example")));

        Assert.That(Part(issued.Value, 1)["role"]!.ToJsonString(), Is.EqualTo("""["admin"]"""));
        Assert.That(Part(issued.Value, 1)["email"]!.ToJsonString(), Is.EqualTo("\"a@example\""));
    }

    [Test]
    public async Task IssueAsync_ForeignArrayOfOne_IsIssuedAgainAsAnArray()
    {
        JwtFixture fixture = new(o => o.ArrayClaimTypes.Add("groups"));
        ClaimsPrincipal principal = fixture.Authenticate(TokenForge.WithClaims(("groups", """["a"]""")).Sign()).Principal!;

        IssuedCredential issued = await fixture.Strategy.IssueAsync(principal);

        Assert.That(Part(issued.Value, 1)["groups"]!.ToJsonString(), Is.EqualTo("""["a"]"""));
    }

    [Test]
    public async Task IssueAsync_JsonNull_WritesNoMember()
    {
        IssuedCredential issued = await new JwtFixture().Strategy.IssueAsync(Alice(new("x", "null", "JSON"), new("y", "null")));

        Assert.That(Part(issued.Value, 1).ContainsKey("x"), Is.False);
        Assert.That((string)Part(issued.Value, 1)["y"]!, Is.EqualTo("null"));
    }

    [Test]
    [Property("Requirement", "I-01")]
    public async Task IssueAsync_ManyTimes_NeverRepeatsAnId()
    {
        JwtFixture fixture = new();
        HashSet<string> ids = [];

        for (int i = 0; i < 5_000; i++)
            Assert.That(ids.Add((string)Part((await fixture.Strategy.IssueAsync(Alice())).Value, 1)["jti"]!), Is.True);
    }

    [Test]
    public async Task IssueAsync_ClockAtTheEndOfTheCalendar_EndsWithIt()
    {
        JwtFixture fixture = new();
        fixture.Time.SetUtcNow(DateTimeOffset.MaxValue - TimeSpan.FromMinutes(2));

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(), new IssueOptions { AuthenticatedAt = DateTimeOffset.MaxValue });

        Assert.That(issued.ExpiresAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(253_402_300_799)));
        Assert.That(fixture.Authenticate(issued.Value).Succeeded, Is.True);
    }

    [Test]
    public void IssueAsync_ClockBefore1970_ThrowsInsteadOfIssuingAnInvalidToken()
    {
        var clock = new Moq.Mock<TimeProvider> { CallBase = true };
        clock.Setup(time => time.GetUtcNow()).Returns(DateTimeOffset.UnixEpoch.AddTicks(-1));
        JwtFixture fixture = new(time: clock.Object);

        Assert.That(async () => await fixture.Strategy.IssueAsync(Alice()), Throws.InvalidOperationException.With.Message.Contains("1970"));
    }

    [Test]
    [Property("Requirement", "C-11")]
    public async Task IssueAsync_ProtocolClaimsInThePrincipal_AreLeftOutAndNamed()
    {
        JwtFixture fixture = new();

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(new("exp", "9999999999"), new("iss", "https://evil.test"), new("jti", "x"), new("aud", "evil"), new("sid", "x"), new("name", "Alice")));

        AuthResult result = fixture.Authenticate(issued.Value);
        Assert.That(result.ExpiresAt, Is.EqualTo(TokenForge.Now.AddMinutes(15)));
        Assert.That(result.SessionId, Is.Null);
        Assert.That(result.Principal!.Claims.Select(claim => claim.Type), Is.EqualTo(new[] { "sub", "name" }));
        Assert.That(fixture.Log.Lines, Has.Some.Contains("aud, exp, iss, jti, sid"));
    }

    [TestCase(1, 1)]
    [TestCase(1.5, 1)]
    [TestCase(59.999, 59)]
    [TestCase(86400, 86400)]
    public async Task IssueAsync_AccessTokenLifetime_IsNeverExceeded(double asked, long seconds)
    {
        JwtFixture fixture = new();

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(), new IssueOptions { AccessTokenLifetime = TimeSpan.FromSeconds(asked), Persistent = true });

        Assert.That(issued.ExpiresAt, Is.EqualTo(TokenForge.Now.AddSeconds(seconds)));
        Assert.That(issued.Persistent, Is.True);
        Assert.That((long)Part(issued.Value, 1)["exp"]!, Is.EqualTo(TokenForge.NowSeconds + seconds));
    }

    private static IEnumerable<IssueOptions> BadOptions() =>
    [
        new() { Lifetime = TimeSpan.Zero },
        new() { Lifetime = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1) },
        new() { Lifetime = TimeSpan.FromDays(400) + TimeSpan.FromTicks(1) },
        new() { AccessTokenLifetime = TimeSpan.Zero },
        new() { AccessTokenLifetime = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1) },
        new() { AccessTokenLifetime = TimeSpan.FromHours(24) + TimeSpan.FromTicks(1) },
        new() { Lifetime = TimeSpan.MaxValue },
        new() { AuthenticatedAt = TokenForge.Now.AddMinutes(5).AddTicks(1) },
        new() { AuthenticatedAt = DateTimeOffset.MaxValue },
        new() { AuthenticatedAt = DateTimeOffset.MinValue },
        new() { Label = new string('x', 201) },
        new() { Label = "\uD800" },
    ];

    [TestCaseSource(nameof(BadOptions))]
    public void IssueAsync_OptionOutsideItsRange_Throws(IssueOptions options) =>
        Assert.That(async () => await new JwtFixture().Strategy.IssueAsync(Alice(), options), Throws.ArgumentException.With.Property("ParamName").EqualTo("options"));

    [Test]
    public async Task IssueAsync_AuthenticatedALittleAhead_CountsAsNow()
    {
        JwtFixture fixture = new();

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice(), new IssueOptions { AuthenticatedAt = TokenForge.Now.AddMinutes(5), Label = new string('x', 200), Replaces = "a.b.c" });

        Assert.That(fixture.Authenticate(issued.Value).AuthenticatedAt, Is.EqualTo(TokenForge.Now));
    }

    [Test]
    public void IssueAsync_NoSubject_Throws()
    {
        JwtStrategy strategy = new JwtFixture().Strategy;

        Assert.That(async () => await strategy.IssueAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await strategy.IssueAsync(new ClaimsPrincipal()), Throws.ArgumentException.With.Property("ParamName").EqualTo("principal"));
        Assert.That(async () => await strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "a")]))), Throws.ArgumentException);
        Assert.That(async () => await strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([], "password"))), Throws.ArgumentException);
        Assert.That(async () => await strategy.IssueAsync(Alice(new Claim("x", "\uD800"))), Throws.ArgumentException);
        Assert.That(async () => await strategy.IssueAsync(Alice([.. Enumerable.Range(0, 1001).Select(i => new Claim("c", "v"))])), Throws.ArgumentException);
    }

    [Test]
    public async Task IssueAsync_AfterARefusedPrincipal_StartsClean()
    {
        JwtFixture fixture = new();
        Assert.That(async () => await fixture.Strategy.IssueAsync(Alice(new("role", "admin"), new("x", "\uD800"))), Throws.ArgumentException);

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice());

        Assert.That(fixture.Authenticate(issued.Value).Principal!.IsInRole("admin"), Is.False);
    }

    [Test]
    public void IssueAsync_TokenLongerThanAccepted_Throws() =>
        Assert.That(
            async () => await new JwtFixture().Strategy.IssueAsync(Alice(new Claim("x", new string('x', 13_000)))),
            Throws.ArgumentException.With.Message.Contains("MaxTokenLength is 16384").And.Property("ParamName").EqualTo("principal"));

    [Test]
    public void IssueAsync_NoSigningKey_SaysWhatToConfigure() =>
        Assert.That(
            async () => await new JwtFixture(options => options.VerificationKeys.Add(ForgeKey.Of("HS256").Key)).Strategy.IssueAsync(Alice()),
            Throws.InvalidOperationException.With.Message.Contains("o.SigningKeys.Add(").And.Message.Contains("o.RotateKeys()"));

    [Test]
    public async Task IssueAsync_TypeNotChecked_WritesNone()
    {
        JwtFixture fixture = new(options => options.TokenType = null);

        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice());

        Assert.That(Part(issued.Value, 0).ContainsKey("typ"), Is.False);
        Assert.That(fixture.Reason(issued.Value), Is.Null);
    }

    private static IEnumerable<Claim[]> DifficultClaims() =>
    [
        [new("name", "\u0000\u0001\u001f\"\\/<>&'+\u007f\u0085\u2028\u2029\ufeff\ufffe\uffff")],
        [new("name", "\U0001F389\U0010FFFF\U000E0001\uE000")],
        [new("\"},{\"", "\"}"), new("", "empty name"), new("\u0000", "x"), new("\U0001F389", "y")],
        [new("j", """{"a":[1,{"b":"\u0041"}]}""", "JSON"), new("l", "[1,2]", "JSON_ARRAY"), new("l2", "[]", "JSON_ARRAY"), new("nul", "null", "JSON")],
        [new("j", """{"a":1,"a":2}""", "JSON"), new("k", "{", "JSON"), new("d", new string('[', 40) + new string(']', 40), "JSON_ARRAY")],
        [new("d", new string('[', 30) + new string(']', 30), "JSON_ARRAY"), new("d", new string('[', 30) + new string(']', 30), "JSON_ARRAY"), new("e", new string('[', 31) + new string(']', 31), "JSON_ARRAY")],
        [new("n", "1", ClaimValueTypes.Integer32), new("n", "-0", ClaimValueTypes.Integer), new("n", "1.5", ClaimValueTypes.Double), new("n", "1e400", ClaimValueTypes.Double), new("n", "007", ClaimValueTypes.Integer), new("n", "5E-324", ClaimValueTypes.Double)],
        [new("n", new string('9', 65), "JSON"), new("n", new string('9', 64), "JSON"), new("b", "True", ClaimValueTypes.Boolean), new("b", "maybe", ClaimValueTypes.Boolean)],
        [.. Enumerable.Range(0, 500).Select(i => new Claim("role", $"r{i}"))],
        [.. Enumerable.Range(0, 999).Select(i => new Claim($"t{i % 7}", $"{i}"))],
        [new(ClaimTypes.Role, "a"), new("x", "1"), new("role", "b"), new(ClaimTypes.Name, "Alice")],
    ];

    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_AnyClaims_OurReaderGivesThemBack([ValueSource(nameof(DifficultClaims))] Claim[] claims)
    {
        JwtFixture fixture = new(options => options.MaxTokenLength = 1024 * 1024);
        AuthStrategies.Claims.ClaimSet expected = AuthStrategies.Claims.PrincipalReader.Read(Alice(claims), out _);

        AuthResult result = fixture.Authenticate((await fixture.Strategy.IssueAsync(Alice(claims))).Value);

        Assert.That(result.Failure, Is.Null);
        Assert.That(
            result.Principal!.Claims.Skip(1).Select(claim => (claim.Type, claim.Value, claim.ValueType)),
            Is.EqualTo(expected.Entries.ToArray().Select(entry => (entry.Type, entry.Value, AuthStrategies.Claims.ClaimValue.ValueTypeOf(entry.Kind)))));
    }

    [Test]
    public async Task RefreshAsync_Stateless_HasNothingToRefresh()
    {
        JwtFixture fixture = new();

        Assert.That((await fixture.Strategy.RefreshAsync((await fixture.Strategy.IssueAsync(Alice())).Value)).Failure!.Reason, Is.EqualTo(NotSupported));
        Assert.That((await fixture.Strategy.RefreshAsync("not.a.token")).Failure!.Reason, Is.EqualTo(NotSupported));
        Assert.That(await fixture.Strategy.RefreshAsync(new string('A', 64)), Is.EqualTo(RefreshResult.None));
    }

    [Test]
    public async Task RevokeAsync_Stateless_NeverPretends()
    {
        JwtFixture fixture = new();
        string token = (await fixture.Strategy.IssueAsync(Alice())).Value;

        Assert.That(await fixture.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotSupported));
        Assert.That(await fixture.Strategy.RevokeAsync(new string('A', 64)), Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(fixture.Reason(token), Is.Null);
    }

    [Test]
    public void EveryVerb_NullOrCancelled_Throws()
    {
        JwtStrategy strategy = new JwtFixture().Strategy;
        CancellationToken cancelled = new(true);

        Assert.That(async () => await strategy.AuthenticateAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await strategy.RefreshAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await strategy.RevokeAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await strategy.IssueAsync(Alice(), null, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await strategy.AuthenticateAsync("a.b.c", cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await strategy.RefreshAsync("a.b.c", cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await strategy.RevokeAsync("a.b.c", cancelled), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Policy_OptionsChangedLater_StaysAsItWas()
    {
        JwtFixture fixture = new();

        fixture.Options.Issuer = "https://evil.test";
        fixture.Options.SigningKeys.Clear();
        fixture.Options.Algorithms.Add("none");

        Assert.That(fixture.Reason(TokenForge.Good.Sign()), Is.Null);
        Assert.That(fixture.Strategy.Name, Is.EqualTo("Jwt"));
    }
}
