using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt;

/// <summary>What a client is told whose access token is to be renewed, and whose session was ended together with others.</summary>
[TestFixture]
[Property("Requirement", "E-02")]
public sealed class JwtRenewerEndTests
{
    [TestCase("everything", SessionEndReason.RevokedEverything, SessionEndedBy.RevokeEverything)]
    [TestCase("all of the user, without a list", SessionEndReason.RevokedAll, SessionEndedBy.Unknown)]
    [TestCase("the generation cannot be read", null, null)]
    public async Task Renew_SessionEndedWithOthers_TellsTheReason(string end, SessionEndReason? reason, SessionEndedBy? by)
    {
        using SessionScenario scenario = new();
        EvictingStore store = new(scenario.Store);
        Application app = scenario.Application(
            auth => auth.AddJwt(options =>
            {
                SessionScenario.Configure(options);
                options.AccessTokenLifetime = TimeSpan.FromMinutes(30);
            }),
            more: services => services.AddSingleton<ISessionStore>(store));
        IssuedCredential issued = await app.Strategy.IssueAsync(SessionScenario.Principal());
        if (end == "everything")
            await app.Directory.RevokeEverythingAsync();
        else if (reason is not null)
            await EndAllAsync(app, store);
        else
            Damage(scenario);
        scenario.Time.Advance(TimeSpan.FromMinutes(20));

        AuthFailure failure = (await ((IAccessTokenRenewal)app.Strategy).RenewAccessTokenAsync(issued.Value, SessionScenario.Principal())).Failure!;

        Assert.That(failure.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        Assert.That((failure.SessionEnd?.Reason, failure.SessionEnd?.EndedBy), Is.EqualTo((reason, by)));
    }

    private static async Task EndAllAsync(Application app, EvictingStore store)
    {
        store.LoseLists();
        Assert.That(await app.Directory.RevokeAllAsync("alice"), Is.Zero, "no list has the session");
    }

    private static void Damage(SessionScenario scenario)
    {
        SessionRecord record = scenario.Store.Records.Single();
        SessionPayload payload = SessionFixture.PayloadOf(record);
        payload = payload with { Extensions = ExtensionFields.Replace(payload.Extensions, SubjectGenerationExtension.Tag, [1, 2, 3]) };
        scenario.Store.Put(UnreadableRecords.With(record, SessionPayloadCodec.Encode(payload).ToArray()));
    }
}
