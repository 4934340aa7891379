using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>The end of everything is about the tokens that the application signs, not about those of another issuer beside them.</summary>
public sealed partial class SessionDirectoryTests
{
    private const string Partner = "\"https://partner.example\"";
    private const string Former = "\"https://former.example\"";

    /// <summary>A token, and whether it is accepted after the first end of everything.</summary>
    private static IEnumerable<TestCaseData> Tokens()
    {
        yield return Case("own key", "HS256", null, null, isAccepted: false);
        yield return Case("own key, former issuer", "HS256", Former, null, isAccepted: false);
        yield return Case("former key", "HS384", null, null, isAccepted: false);
        yield return Case("former key, other as_gen", "HS384", null, "\"AAAAAAAAAAAAAAAAAAAAAA\"", isAccepted: false);
        yield return Case("partner", "ES256", Partner, null, isAccepted: true);
        yield return Case("partner, as_gen of the same form", "ES256", Partner, "\"abcdefghijklmnopqrstug\"", isAccepted: true);
        yield return Case("partner, as_gen of zeros", "ES256", Partner, "\"AAAAAAAAAAAAAAAAAAAAAA\"", isAccepted: true);
        yield return Case("partner, as_gen as text", "ES256", Partner, "\"third\"", isAccepted: true);
        yield return Case("partner, as_gen as a number", "ES256", Partner, "3", isAccepted: true);

        static TestCaseData Case(string name, string key, string? issuer, string? generation, bool isAccepted) =>
            new TestCaseData(key, issuer, generation, isAccepted).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Tokens))]
    [Property("Requirement", "E-01")]
    [Property("Requirement", "M-02")]
    public async Task ObserveRevokeAll_TokenOfAnotherIssuer_IsNotCompared(string key, string? issuer, string? generation, bool isAccepted)
    {
        using SessionScenario scenario = new();
        Application app = scenario.Application(auth => auth.AddJwt(options =>
        {
            Configure(options, JwtMode.Observing);
            options.ValidIssuers.Add(Partner.Trim('"'));
            options.ValidIssuers.Add(Former.Trim('"'));
            options.VerificationKeys.Add(ForgeKey.Of("HS384").Key);
            options.VerificationKeys.Add(JwtKey.FromJwk(ForgeKey.Of("ES256").Key.ExportPublicJwk()));
        }));
        TokenForge signed = TokenForge.With(key);
        string token = (signed with { Payload = TokenForge.WithClaims(("iss", issuer ?? $"\"{TokenForge.Issuer}\""), ("as_gen", generation)).Payload }).Sign();
        if (generation is null || isAccepted)
            Assert.That((await app["Jwt"].AuthenticateAsync(token)).Succeeded, Is.True, "before");
        string own = (await app["Jwt"].IssueAsync(SessionScenario.Principal())).Value;

        await app.Directory.RevokeEverythingAsync();

        // The second time from the cache.
        for (int i = 0; i < 2; i++)
            Assert.That((await app["Jwt"].AuthenticateAsync(token)).Succeeded, Is.EqualTo(isAccepted));
        Assert.That((await app["Jwt"].AuthenticateAsync(own)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }
}
