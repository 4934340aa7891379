using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Ending everything after a change of the word <c>Strategy</c>: the strategy from before the change has sessions too.</summary>
public sealed partial class SessionDirectoryTests
{
    /// <summary>Word before, word at the end of everything, settings of the JWT strategy, outcome of all, outcome of the one that is not used.</summary>
    private static IEnumerable<TestCaseData> Words()
    {
        yield return new("Session", "Jwt", "RefreshTokens:Enabled", RevokeOutcome.RevokedAtExpiry, RevokeOutcome.Revoked);
        yield return new("Session", "Jwt", "ObserveRevokeAll", RevokeOutcome.Revoked, RevokeOutcome.Revoked);
        yield return new("Jwt", "Session", "RefreshTokens:Enabled", RevokeOutcome.Revoked, RevokeOutcome.RevokedAtExpiry);
        yield return new("Jwt", "Session", "ObserveRevokeAll", RevokeOutcome.Revoked, RevokeOutcome.Revoked);
    }

    [TestCaseSource(nameof(Words))]
    [Property("Requirement", "E-01")]
    public async Task RevokeEverything_StrategyIsNotUsed_EndsItsSessions(string before, string now, string setting, RevokeOutcome outcome, RevokeOutcome ofUnused)
    {
        foreach (string? named in (string?[])[null, before])
        {
            using SessionScenario scenario = new();
            IssuedCredential credential = await Configured(scenario, before, setting).Strategy.IssueAsync(SessionScenario.Principal());
            Assert.That((await GoOnAsync(Configured(scenario, before, setting), credential)).Succeeded, Is.True);

            RevokeOutcome answer = await Configured(scenario, now, setting).Directory.RevokeEverythingAsync(named);

            Assert.That(answer, Is.EqualTo(named is null ? outcome : ofUnused));
            Application after = Configured(scenario, before, setting);
            Assert.That((await GoOnAsync(after, credential)).Succeeded, Is.False, "the word changes back");
            Assert.That(scenario.Log.Entries.Where(entry => entry.Id == 45).Select(entry => entry.Text), Has.Some.Contains($"of {before} "));
            Assert.That((await after.Strategy.AuthenticateAsync((await after.Strategy.IssueAsync(SessionScenario.Principal())).Value)).Succeeded, Is.True);
        }
    }

    [Test]
    [Property("Requirement", "E-01")]
    public async Task RevokeEverything_OptionsOfTheUnusedStrategyAreNotValid_EndsItsSessions()
    {
        using SessionScenario scenario = new();
        IssuedCredential credential = await Configured(scenario, "Jwt", "RefreshTokens:Enabled").Strategy.IssueAsync(SessionScenario.Principal());

        ISessionDirectory directory = Configured(scenario, "Session", "RefreshTokens:Enabled", ("Auth:Jwt:Audience", null)).Directory;
        Assert.That(await directory.RevokeEverythingAsync(), Is.EqualTo(RevokeOutcome.Revoked), "no strategy in use accepts its tokens");
        Assert.That(await directory.RevokeEverythingAsync("Jwt"), Is.EqualTo(RevokeOutcome.NotSupported), "nothing is known about its tokens");

        Assert.That((await Configured(scenario, "Jwt", "RefreshTokens:Enabled").Strategy.RefreshAsync(credential.RefreshToken!)).Succeeded, Is.False);
    }

    [Test]
    public void RevokeEverything_UnknownStrategy_NamesTheUnusedOneToo()
    {
        using SessionScenario scenario = new();

        Assert.That(
            async () => await Configured(scenario, "Session", "RefreshTokens:Enabled").Directory.RevokeEverythingAsync("Jwts"),
            Throws.ArgumentException.With.Message.Contains("Session, Jwt"));
    }

    private static async Task<AuthResult> GoOnAsync(Application app, IssuedCredential credential)
    {
        if (credential.RefreshToken is not { } refreshToken)
            return await app.Strategy.AuthenticateAsync(credential.Value);

        RefreshResult result = await app.Strategy.RefreshAsync(refreshToken);
        return result.Succeeded ? AuthResult.Success(result.Principal!) : AuthResult.Fail(result.Failure!);
    }

    private static Application Configured(SessionScenario scenario, string word, string setting, params (string Key, string? Value)[] more)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Auth:Strategy"] = word,
            ["Auth:Jwt:Issuer"] = SessionScenario.Issuer,
            ["Auth:Jwt:Audience"] = SessionScenario.Audience,
            ["Auth:Jwt:SigningKeys:0:Secret"] = Convert.ToBase64String(new byte[32].Select((_, i) => (byte)(i * 7)).ToArray()),
            ["Auth:Jwt:SigningKeys:0:Algorithm"] = "HS256",
            [$"Auth:Jwt:{setting}"] = "true",
        };
        foreach ((string key, string? value) in more)
            settings[key] = value;
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return scenario.Application(_ => { }, more: services => services.AddAuthStrategy(configuration.GetSection("Auth")));
    }
}
