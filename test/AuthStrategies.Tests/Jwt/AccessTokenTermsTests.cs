using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Tests.Jwt;

public sealed class AccessTokenTermsTests
{
    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new("sub", "alice")], "password"));

    private static JwtFixture WithRefreshTokens() => new(options => options.RefreshTokens.Enabled = true);

    private static JsonWebToken Issue(JwtFixture fixture, IssueOptions options) => new(fixture.Strategy.IssueAsync(Alice, options).AsTask().GetAwaiter().GetResult().Value);

    [TestCase("\"api\"", "api")]
    [TestCase("\"api\"", "api", "api")]
    [TestCase("[\"orders\",\"api\"]", "orders", "api")]
    [TestCase("[\"api\",\"\u00e4 \\\"\"]", "api", "\u00e4 \"")]
    public async Task IssueAsync_Audiences_AreWrittenAndAccepted(string json, params string[] audiences)
    {
        JwtFixture fixture = new();

        JsonWebToken token = Issue(fixture, new() { Audiences = audiences });

        Assert.That(Json(token.EncodedPayload).GetProperty("aud").GetRawText(), Is.EqualTo(json));
        Assert.That(fixture.Reason(token.EncodedToken), Is.Null);
        foreach (string audience in audiences)
            Assert.That(await MicrosoftAcceptsAsync(token.EncodedToken, audience), Is.True);
    }

    [Test]
    public void IssueAsync_AudienceOfValidAudiences_IsEnoughWithoutRefreshTokens()
    {
        JwtFixture fixture = new(options => options.ValidAudiences.Add("mobile"));

        Assert.That(Issue(fixture, new() { Audiences = ["mobile"] }).Audiences, Is.EqualTo(new[] { "mobile" }));
    }

    [Test]
    public async Task RefreshAsync_AfterAudiences_NamesOnlyTheConfiguredOne()
    {
        JwtFixture fixture = WithRefreshTokens();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice, new() { Audiences = ["api", "orders"] });

        RefreshResult refreshed = await fixture.Strategy.RefreshAsync(issued.RefreshToken!);

        Assert.That(new JsonWebToken(issued.Value).Audiences, Is.EqualTo(new[] { "api", "orders" }));
        Assert.That(new JsonWebToken(refreshed.Credential!.Value).Audiences, Is.EqualTo(new[] { "api" }));
    }

    [TestCase(0, 0)]
    [TestCase(60, 60)]
    [TestCase(59.0000001, 60)]
    [TestCase(-3600, -3600)]
    public void IssueAsync_NotBefore_IsRoundedUpAndKept(double seconds, int written)
    {
        JwtFixture fixture = new(options => options.ClockSkew = TimeSpan.Zero);

        JsonWebToken token = Issue(fixture, new() { NotBefore = TokenForge.Now.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) });

        Assert.That(token.GetPayloadValue<long>("nbf"), Is.EqualTo(TokenForge.NowSeconds + written));
        Assert.That(fixture.Reason(token.EncodedToken), Is.EqualTo(written > 0 ? AuthFailureReason.NotYetValid : (AuthFailureReason?)null));
        fixture.Time.Advance(TimeSpan.FromSeconds(Math.Max(written, 0)));
        Assert.That(fixture.Reason(token.EncodedToken), Is.Null);
    }

    [TestCase("1")]
    [TestCase("order/4711#a\"b\\c")]
    [TestCase("0b8a3c1e-6a5d-4d4e-9d3c-2f1e0a9b8c7d")]
    public void IssueAsync_TokenId_IsKept(string id)
    {
        JwtFixture fixture = new();

        JsonWebToken token = Issue(fixture, new() { TokenId = id });

        Assert.That(token.Id, Is.EqualTo(id));
        Assert.That(fixture.Authenticate(token.EncodedToken).TokenId, Is.EqualTo(id));
    }

    [Test]
    public void IssueAsync_LongestTokenId_IsKept() => Assert.That(Issue(new(), new() { TokenId = new string('x', 255) }).Id, Has.Length.EqualTo(255));

    [Test]
    public async Task RefreshAsync_AfterTokenId_HasAnotherOne()
    {
        JwtFixture fixture = WithRefreshTokens();
        IssuedCredential issued = await fixture.Strategy.IssueAsync(Alice, new() { TokenId = "mine" });

        RefreshResult refreshed = await fixture.Strategy.RefreshAsync(issued.RefreshToken!);

        Assert.That(new JsonWebToken(refreshed.Credential!.Value).Id, Is.Not.EqualTo("mine").And.Not.Empty);
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        (string Said, IssueOptions Options)[] rows =
        [
            ("Audiences is a list without an audience of this strategy", new() { Audiences = ["orders"] }),
            ("Audiences is a list without an audience of this strategy", new() { Audiences = ["API"] }),
            ("Audiences is a list with an entry", new() { Audiences = ["api", ""] }),
            ("Audiences is a list with an entry", new() { Audiences = ["api", null!] }),
            ("Audiences is a list with an entry", new() { Audiences = ["api", "\uD800"] }),
            ("Audiences is a list with an entry", new() { Audiences = ["api", new string('x', 1025)] }),
            ("Audiences is a list of 17 entries", new() { Audiences = [.. Enumerable.Range(0, 17).Select(i => $"a{i}")] }),
            ("NotBefore is 1969", new() { NotBefore = DateTimeOffset.UnixEpoch.AddTicks(-1) }),
            ("before the token expires", new() { NotBefore = TokenForge.Now.AddMinutes(15) }),
            ("before the token expires", new() { NotBefore = DateTimeOffset.MaxValue }),
            ("TokenId is 0 characters", new() { TokenId = "" }),
            ("TokenId is 256 characters", new() { TokenId = new string('x', 256) }),
            ("TokenId is a text with other characters", new() { TokenId = "a b" }),
            ("TokenId is a text with other characters", new() { TokenId = "a\n" }),
            ("TokenId is a text with other characters", new() { TokenId = "\u00e4" }),
        ];
        for (int i = 0; i < rows.Length; i++)
            yield return new TestCaseData(rows[i].Said, rows[i].Options).SetArgDisplayNames($"{i}: {rows[i].Said}");
    }

    [TestCaseSource(nameof(Mistakes))]
    public void IssueAsync_IllegalOption_SaysWhatToWrite(string said, IssueOptions options) =>
        Assert.That(
            async () => await new JwtFixture().Strategy.IssueAsync(Alice, options),
            Throws.ArgumentException.With.Message.Contains(said).And.Message.Contains("it must be").And.Property("ParamName").EqualTo("options"));

    private static IEnumerable<TestCaseData> MistakesOfSessions()
    {
        yield return new TestCaseData("a list without Audience", new IssueOptions { Audiences = ["mobile"] });
        yield return new TestCaseData("IssueOptions.NotBefore", new IssueOptions { NotBefore = TokenForge.Now });
    }

    [TestCaseSource(nameof(MistakesOfSessions))]
    public void IssueAsync_OptionThatARefreshWouldLose_IsRefusedAndStoresNothing(string said, IssueOptions options)
    {
        JwtFixture fixture = new(o =>
        {
            o.RefreshTokens.Enabled = true;
            o.ValidAudiences.Add("mobile");
        });

        Assert.That(async () => await fixture.Strategy.IssueAsync(Alice, options), Throws.ArgumentException.With.Message.Contains(said));
        Assert.That(fixture.Store.Records, Is.Empty);
    }

    [Test]
    [Property("Requirement", "C-09")]
    public void IssueAsync_LongerThanTheGreatestAge_IsRefused()
    {
        JwtFixture fixture = new(options => options.MaxTokenAge = TimeSpan.FromHours(1));

        Assert.That(
            async () => await fixture.Strategy.IssueAsync(Alice, new() { AccessTokenLifetime = TimeSpan.FromHours(1.1) }),
            Throws.ArgumentException.With.Message.Contains("MaxTokenAge"));
    }

    private static JsonElement Json(string part) => JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(part)).RootElement;

    private static async Task<bool> MicrosoftAcceptsAsync(string token, string audience)
    {
        TokenValidationParameters parameters = new()
        {
            ValidIssuer = TokenForge.Issuer,
            ValidAudience = audience,
#pragma warning disable CA5404 // The clock of these tests stands still.
            ValidateLifetime = false,
#pragma warning restore CA5404
            IssuerSigningKey = HandlerOracle.KeyOf(ForgeKey.Of("HS256")),
        };
        return (await new JsonWebTokenHandler().ValidateTokenAsync(token, parameters)).IsValid;
    }
}
