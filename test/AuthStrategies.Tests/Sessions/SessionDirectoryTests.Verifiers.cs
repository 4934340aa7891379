using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Sessions;

/// <summary>What the end of everything says where strategies only verify: their tokens are of others and do not make the answer incomplete.</summary>
public sealed partial class SessionDirectoryTests
{
    private const string Verifier = "Partner";

    /// <summary>The strategies in order, the answer for all, and the answer for the partner's strategy.</summary>
    private static IEnumerable<TestCaseData> Sets()
    {
        yield return Case("Session", RevokeOutcome.Revoked);
        yield return Case("Session Partner", RevokeOutcome.Revoked, RevokeOutcome.NotSupported);
        yield return Case("Partner Session", RevokeOutcome.Revoked, RevokeOutcome.NotSupported);
        yield return Case("RefreshTokens Partner", RevokeOutcome.RevokedAtExpiry, RevokeOutcome.NotSupported);
        yield return Case("Partner LiveSession", RevokeOutcome.Revoked, RevokeOutcome.NotSupported);
        yield return Case("Observing Partner Session", RevokeOutcome.Revoked, RevokeOutcome.NotSupported);
        yield return Case("Stateless Partner", RevokeOutcome.NotSupported, RevokeOutcome.NotSupported);
        yield return Case("Session Stateless Partner", RevokeOutcome.NotSupported, RevokeOutcome.NotSupported);
        yield return Case("Partner", RevokeOutcome.NotSupported, RevokeOutcome.NotSupported);
        yield return Case("Session LookingPartner", RevokeOutcome.Revoked, RevokeOutcome.Revoked);
        yield return Case("Session RefreshingPartner", RevokeOutcome.RevokedAtExpiry, RevokeOutcome.RevokedAtExpiry);
        yield return Case("LookingPartner", RevokeOutcome.Revoked, RevokeOutcome.Revoked);
        yield return Case("Session CustomVerifier", RevokeOutcome.Revoked, RevokeOutcome.NotSupported);
        yield return Case("Session CustomIssuer", RevokeOutcome.NotSupported, RevokeOutcome.NotSupported);

        static TestCaseData Case(string set, RevokeOutcome all, RevokeOutcome? partner = null) => new TestCaseData(set, all, partner).SetArgDisplayNames(set);
    }

    [TestCaseSource(nameof(Sets))]
    [Property("Requirement", "E-01")]
    public async Task RevokeEverything_SomeStrategiesOnlyVerify_AnswersForWhatIsIssuedHere(string set, RevokeOutcome all, RevokeOutcome? partner)
    {
        using SessionScenario scenario = new();
        Application app = scenario.Application(auth =>
        {
            foreach (string strategy in set.Split(' '))
                Add(auth, strategy);
        });

        Assert.That(await app.Directory.RevokeEverythingAsync(), Is.EqualTo(all));

        if (partner is { } outcome)
            Assert.That(await app.Directory.RevokeEverythingAsync(Verifier), Is.EqualTo(outcome));
    }

    [TestCase("Session Partner", null, LogLevel.Information, "only verifies")]
    [TestCase("Session Partner", Verifier, LogLevel.Warning, "End them where they are issued")]
    [TestCase("Session Stateless", null, LogLevel.Warning, "ObserveRevokeAll")]
    [TestCase("Session CustomIssuer", null, LogLevel.Warning, "strategy of the application")]
    [Property("Requirement", "E-01")]
    public async Task RevokeEverything_TokensStayValid_TheLogSaysWhyAndNotThatTheyEnded(string set, string? named, LogLevel level, string why)
    {
        using SessionScenario scenario = new();
        Application app = scenario.Application(auth =>
        {
            foreach (string strategy in set.Split(' '))
                Add(auth, strategy);
        });

        await app.Directory.RevokeEverythingAsync(named);

        Assert.That(scenario.Log.Entries.Where(entry => entry.Id == 45).Select(entry => entry.Text), named is null ? Has.One.Contains("of Session ") : Is.Empty);
        LogEntry stays = scenario.Log.Entries.Single(entry => entry.Id == 58);
        Assert.That((stays.Level, stays.Text.Contains(why, StringComparison.Ordinal)), Is.EqualTo((level, true)), stays.Text);
        Assert.That(scenario.Log.Entries.Select(entry => entry.Text), Has.None.Contains("NotSupported"));
    }

    private static void Add(IAuthStrategyBuilder auth, string strategy)
    {
        switch (strategy)
        {
            case "Session":
                auth.AddSession();
                break;
            case "CustomVerifier":
                auth.AddStrategy<NoSessions>(Verifier, new());
                break;
            case "CustomIssuer":
                auth.AddStrategy<NoSessions>(Verifier, new() { IssuesCredentials = true });
                break;
            case "Partner" or "LookingPartner" or "RefreshingPartner":
                auth.AddJwt(Verifier, options => Verify(options, strategy));
                break;
            default:
                auth.AddJwt(options => Configure(options, Enum.Parse<JwtMode>(strategy)));
                break;
        }
    }

    private static void Verify(JwtStrategyOptions options, string strategy)
    {
        options.Issuer = Partner.Trim('"');
        options.Audience = SessionScenario.Audience;
        options.VerificationKeys.Add(JwtKey.FromJwk(ForgeKey.Of("ES256").Key.ExportPublicJwk()));
        options.RefreshTokens.Enabled = strategy != "Partner";
        options.RequireLiveSession = strategy == "LookingPartner";
    }

    private sealed class NoSessions : IAuthStrategy
    {
        public string Name => Verifier;

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IssuedCredential> IssueAsync(System.Security.Claims.ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
