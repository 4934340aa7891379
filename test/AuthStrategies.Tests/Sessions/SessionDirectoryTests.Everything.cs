using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>All sessions at once, over the directory as the container makes it.</summary>
public sealed partial class SessionDirectoryTests
{
    private enum JwtMode
    {
        Stateless,
        Observing,
        RefreshTokens,
        LiveSession,
        ObservingWithRefreshTokens,
    }

    private static IEnumerable<TestCaseData> Reaches()
    {
        yield return Case(JwtMode.Stateless, RevokeOutcome.NotSupported, isAccepted: true);
        yield return Case(JwtMode.Observing, RevokeOutcome.Revoked, isAccepted: false);
        yield return Case(JwtMode.RefreshTokens, RevokeOutcome.RevokedAtExpiry, isAccepted: true);
        yield return Case(JwtMode.LiveSession, RevokeOutcome.Revoked, isAccepted: false);
        yield return Case(JwtMode.ObservingWithRefreshTokens, RevokeOutcome.Revoked, isAccepted: false);

        static TestCaseData Case(JwtMode mode, RevokeOutcome outcome, bool isAccepted) => new TestCaseData(mode, outcome, isAccepted).SetArgDisplayNames(mode.ToString());
    }

    [TestCaseSource(nameof(Reaches))]
    [Property("Requirement", "E-01")]
    public async Task RevokeEverything_EachKindOfJwt_SaysWhatItAchieves(object mode, RevokeOutcome outcome, bool isAccepted)
    {
        using SessionScenario scenario = new();
        Application app = scenario.Application(auth => auth.AddSession().AddJwt(options => Configure(options, (JwtMode)mode)));
        IAuthStrategy jwt = app["Jwt"];
        IssuedCredential token = await jwt.IssueAsync(SessionScenario.Principal());
        IssuedCredential session = await app["Session"].IssueAsync(SessionScenario.Principal());
        Assert.That((await jwt.AuthenticateAsync(token.Value)).Succeeded, Is.True);

        Assert.That(await app.Directory.RevokeEverythingAsync(), Is.EqualTo(outcome), "the least of both strategies");

        AuthResult after = await jwt.AuthenticateAsync(token.Value);
        Assert.That((after.Succeeded, after.Failure?.Reason), Is.EqualTo((isAccepted, isAccepted ? (AuthFailureReason?)null : AuthFailureReason.Revoked)));
        if (token.RefreshToken is { } refreshToken)
            Assert.That((await jwt.RefreshAsync(refreshToken)).Succeeded, Is.False);
        Assert.That((await app["Session"].AuthenticateAsync(session.Value)).Succeeded, Is.False);
        Assert.That((await jwt.AuthenticateAsync((await jwt.IssueAsync(SessionScenario.Principal())).Value)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "E-01")]
    public async Task RevokeEverything_OneStrategy_LeavesTheOther([Values("Session", "Jwt")] string ended)
    {
        using SessionScenario scenario = new();
        Application app = scenario.Application(auth => auth.AddSession().AddJwt(options => Configure(options, JwtMode.LiveSession)));
        Dictionary<string, IssuedCredential> credentials = [];
        foreach (string name in (string[])["Session", "Jwt"])
            credentials[name] = await app[name].IssueAsync(SessionScenario.Principal());

        Assert.That(await app.Directory.RevokeEverythingAsync(ended), Is.EqualTo(RevokeOutcome.Revoked));

        foreach ((string name, IssuedCredential credential) in credentials)
            Assert.That((await app[name].AuthenticateAsync(credential.Value)).Succeeded, Is.EqualTo(name != ended), name);
    }

    [TestCase("Sesion", "Session")]
    [TestCase("session", "Session")]
    [TestCase("JWT", "Jwt")]
    [TestCase("", "Session")]
    public void RevokeEverything_UnknownStrategy_NamesTheNearest(string name, string nearest)
    {
        using SessionScenario scenario = new();
        Application app = scenario.Application(auth => auth.AddSession().AddJwt(options => Configure(options, JwtMode.Stateless)));

        Assert.That(
            async () => await app.Directory.RevokeEverythingAsync(name),
            Throws.ArgumentException.With.Message.StartsWith($"There is no strategy \"{name}\". The strategies of this application are: Session, Jwt. Write for example \"{nearest}\"."));
    }

    [Test]
    [Property("Requirement", "E-01")]
    public async Task ObserveRevokeAll_OnAnotherNode_IsSeenWithinFiveSecondsAndCannotBeToldWithoutTheStore()
    {
        using SessionScenario scenario = new();
        Application here = scenario.Application(auth => auth.AddJwt(options => Configure(options, JwtMode.Observing)));
        Application there = scenario.Application(auth => auth.AddJwt(options => Configure(options, JwtMode.Observing)));
        IssuedCredential token = await here["Jwt"].IssueAsync(SessionScenario.Principal());
        Assert.That((await there["Jwt"].AuthenticateAsync(token.Value)).Succeeded, Is.True);
        await here.Directory.RevokeEverythingAsync();
        scenario.Time.Advance(TimeSpan.FromSeconds(5));
        scenario.Store.IsBroken = true;

        await Assert.ThatAsync(async () => await there["Jwt"].AuthenticateAsync(token.Value), Throws.InstanceOf<SessionStoreException>());
        scenario.Store.IsBroken = false;
        scenario.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.That((await there["Jwt"].AuthenticateAsync(token.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    [Test]
    [Property("Requirement", "E-01")]
    public async Task ObserveRevokeAll_TurnedOnLater_AcceptsFormerTokensUntilTheFirstEnd()
    {
        using SessionScenario scenario = new();
        Application former = scenario.Application(auth => auth.AddJwt(options => Configure(options, JwtMode.Stateless)));
        Application later = scenario.Application(auth => auth.AddJwt(options => Configure(options, JwtMode.Observing)));
        IssuedCredential token = await former["Jwt"].IssueAsync(SessionScenario.Principal());

        Assert.That((await later["Jwt"].AuthenticateAsync(token.Value)).Succeeded, Is.True);
        await later.Directory.RevokeEverythingAsync();

        Assert.That((await later["Jwt"].AuthenticateAsync(token.Value)).Succeeded, Is.False);
    }

    [Test]
    public async Task ListAll_ManyUsers_ListsEveryLiveSessionAndNothingElse()
    {
        InMemorySessionStore store = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), _fixture.Time);
        SessionStrategy strategy = _fixture.Node(store: store);
        ISessionDirectory directory = _fixture.DirectoryOver(store);
        await strategy.IssueAsync(SessionFixture.Principal("ended"));
        await directory.RevokeEverythingAsync();
        await strategy.IssueAsync(SessionFixture.Principal("expired"), new() { Lifetime = TimeSpan.FromSeconds(1) });
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        List<SessionId> issued = [];
        for (int i = 0; i < 25; i++)
            issued.Add((await strategy.IssueAsync(SessionFixture.Principal($"user {i % 10}"))).SessionId!.Value);

        List<SessionInfo> listed = [];
        string? continuation = null;
        do
        {
            SessionInfoPage page = await directory.ListAllAsync(continuation, pageSize: 4);
            listed.AddRange(page.Sessions);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.That(listed.Select(info => info.Id), Is.EquivalentTo(issued));
        Assert.That(listed.Select(info => info.Principal), Is.All.Null);
    }

    [Test]
    public async Task ListAll_WrongArguments_AreTheCallersMistakeAndNoFailureOfTheStore()
    {
        InMemorySessionStore store = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), _fixture.Time);
        ISessionDirectory directory = _fixture.DirectoryOver(store);

        for (int i = 0; i < 20; i++)
            await Assert.ThatAsync(
                async () => await directory.ListAllAsync(i % 2 == 0 ? "" : "not one"),
                Throws.ArgumentException.With.Property("ParamName").EqualTo("continuation").And.Message.Contains("must be null for the first page").And.Message.Contains("ListAllAsync(page.Continuation)").And.Message.Not.Contains("not one\""));
        foreach (int size in (int[])[int.MinValue, 0, 10_001])
            await Assert.ThatAsync(async () => await directory.ListAllAsync(pageSize: size), Throws.InstanceOf<ArgumentOutOfRangeException>());
        await Assert.ThatAsync(async () => await _fixture.Directory.ListAllAsync(), Throws.InstanceOf<NotSupportedException>());
        Assert.That((await directory.ListAllAsync()).Sessions, Is.Empty);
    }

    private static void Configure(JwtStrategyOptions options, JwtMode mode)
    {
        SessionScenario.Configure(options);
        if (mode is JwtMode.Stateless or JwtMode.Observing)
            SessionScenario.MakeStateless(options);
        options.ObserveRevokeAll = mode is JwtMode.Observing or JwtMode.ObservingWithRefreshTokens;
        options.RequireLiveSession = mode == JwtMode.LiveSession;
    }
}
