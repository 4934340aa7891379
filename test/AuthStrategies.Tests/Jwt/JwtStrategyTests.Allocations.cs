using System.Security.Claims;
using AuthStrategies.Jwt;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Jwt;

/// <summary>What a call may allocate, in bytes. Exact on every machine, unlike time.</summary>
public sealed partial class JwtStrategyTests
{
    private static readonly ClaimsPrincipal NineClaims = new(new ClaimsIdentity(
        [
            new("sub", "5f0c6a7e-3d0b-4a53-9f6e-2d1f0a9b8c7d"), new("name", "Alice Example"), new("email", "alice@example.com"),
            new("role", "admin"), new("role", "user"), new("given_name", "Alice"), new("family_name", "Example"),
            new("tenant", "contoso"), new("level", "3", ClaimValueTypes.Integer32),
        ],
        "password"));

    private static JwtFixture InteropFixture() => new(logLevel: LogLevel.None);

    private static string Token(JwtFixture fixture) => fixture.Strategy.IssueAsync(NineClaims).AsTask().Result.Value;

    [NonParallelizable]
    [Test]
    public void AuthenticateAsync_NineClaims_StaysWithinThreeKilobytes()
    {
        JwtFixture fixture = InteropFixture();
        string token = Token(fixture);

        long bytes = JwtProbe.Bytes(() => JwtProbe.Take(fixture.Strategy.AuthenticateAsync(token)));

        TestContext.Out.WriteLine($"authenticate: {bytes} B, token of {token.Length} characters");
        Assert.That(bytes, Is.LessThanOrEqualTo(3 * 1024));
    }

    [NonParallelizable]
    [Test]
    public void IssueAsync_NineClaims_AllocatesLittleBesideTheToken()
    {
        JwtFixture fixture = InteropFixture();
        string token = Token(fixture);

        long bytes = JwtProbe.Bytes(() => JwtProbe.Take(fixture.Strategy.IssueAsync(NineClaims)));

        TestContext.Out.WriteLine($"issue: {bytes} B, of which {24 + (2 * token.Length)} B the token of {token.Length} characters");
        Assert.That(bytes, Is.LessThanOrEqualTo(Math.Max(1229, (2 * token.Length) + 320)));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        string good = TokenForge.Good.Sign();
        yield return new TestCaseData("...", 0).SetArgDisplayNames("dots");
        yield return new TestCaseData(good + "!", 0).SetArgDisplayNames("alphabet");
        yield return new TestCaseData("AAAA" + good, 0).SetArgDisplayNames("header that is no object");
        yield return new TestCaseData(TokenForge.WithHeader("""{"alg":"none","typ":"at+jwt"}""").Sign(), 0).SetArgDisplayNames("none");
        yield return new TestCaseData(TokenForge.WithHeader("""{"alg":"HS256","typ":"at+jwt","kid":"nobody"}""").Sign(), 0).SetArgDisplayNames("unknown key");
        yield return new TestCaseData(TokenForge.Good.Seal(new byte[32]), 0).SetArgDisplayNames("bad signature");
        yield return new TestCaseData(TokenForge.WithClaims(("iss", "\"x\"")).Sign(), 64).SetArgDisplayNames("wrong issuer");
        yield return new TestCaseData(TokenForge.WithClaims(("aud", "\"x\"")).Sign(), 64).SetArgDisplayNames("wrong audience");
        yield return new TestCaseData(TokenForge.WithClaims(("exp", "1")).Sign(), 1024).SetArgDisplayNames("expired");
    }

    [NonParallelizable]
    [TestCaseSource(nameof(Refused))]
    [Property("Requirement", "T-14")]
    public void Verify_Refused_CostsNoGarbage(string token, int budget)
    {
        JwtPolicy policy = InteropFixture().Policy;

        long bytes = JwtProbe.Bytes(() => JwtProbe.Refuse(policy, token));

        TestContext.Out.WriteLine($"refuse: {bytes} B");
        Assert.That(bytes, Is.LessThanOrEqualTo(budget));
    }
}
