using System.Security.Claims;
using AuthStrategies.Tests.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Tests.Interop;

/// <summary>What we issue others verify, and what others issue we verify.</summary>
public sealed class SignedTokenInteropTests
{
    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_EveryAlgorithm_VerifiesHereAndAtMicrosofts([ValueSource(typeof(ForgeKey), nameof(ForgeKey.Algorithms))] string algorithm)
    {
        JwtFixture fixture = JwtFixture.OfAllAlgorithms(algorithm);
        ClaimsPrincipal alice = new(new ClaimsIdentity([new("sub", "alice"), new("name", "Älice 🎉"), new("role", "a"), new("role", "b"), new("n", "5", ClaimValueTypes.Integer32)], "password"));

        string token = (await fixture.Strategy.IssueAsync(alice)).Value;

        ClaimsIdentity? theirs = new HandlerOracle(ForgeKey.Of(algorithm)).Verify(token);
        Assert.That(fixture.Reason(token), Is.Null);
        Assert.That(theirs, Is.Not.Null);
        Assert.That(theirs!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
        Assert.That(theirs.FindFirst("name")!.Value, Is.EqualTo("Älice 🎉"));
        Assert.That(theirs.FindAll("role").Select(claim => claim.Value), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    [Property("Requirement", "I-03")]
    public void AuthenticateAsync_TokenOfMicrosofts_Accepts([ValueSource(typeof(ForgeKey), nameof(ForgeKey.Algorithms))] string algorithm)
    {
        string token = HandlerOracle.Issue(ForgeKey.Of(algorithm), new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = TokenForge.Issuer,
            Audience = TokenForge.Audience,
            Expires = TokenForge.Now.UtcDateTime.AddMinutes(5),
            NotBefore = TokenForge.Now.UtcDateTime,
            IssuedAt = TokenForge.Now.UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = "alice", ["role"] = (string[])["a", "b"], ["level"] = 3 },
        });

        AuthResult result = JwtFixture.OfAllAlgorithms().Authenticate(token);

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Principal!.Claims.Select(claim => (claim.Type, claim.Value)), Is.EquivalentTo(new[] { ("sub", "alice"), ("role", "a"), ("role", "b"), ("level", "3") }));
    }

    [TestCaseSource(nameof(Tampered))]
    [Property("Requirement", "I-03")]
    public void AuthenticateAsync_TokenOfMicrosoftsTampered_Refuses(string algorithm)
    {
        string token = TokenForge.With(algorithm).Sign();
        string forged = (TokenForge.With(algorithm) with { Payload = TokenForge.Utf8("{" + TokenForge.GoodClaims.Replace("alice", "admin", StringComparison.Ordinal) + "}") }).SigningInput + token[token.LastIndexOf('.')..];

        Assert.That(JwtFixture.OfAllAlgorithms().Reason(forged), Is.EqualTo(AuthFailureReason.BadSignature));
        Assert.That(new HandlerOracle(ForgeKey.Of(algorithm)).Verify(forged), Is.Null);
    }

    private static IEnumerable<string> Tampered() => ForgeKey.Algorithms;
}
