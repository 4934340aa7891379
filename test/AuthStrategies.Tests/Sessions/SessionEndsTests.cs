using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Each reason of an end, for each kind of credential: who is told, and who is not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-02")]
public sealed partial class SessionEndsTests : IDisposable
{
    private readonly SessionScenario _scenario = new();

    public enum Kind
    {
        Current,
        Previous,
        Discarded,
        Access,
        WrongSecret,
        Unknown,
    }

    public void Dispose() => _scenario.Dispose();

    private static IEnumerable<TestCaseData> Rows()
    {
        foreach (string strategy in (string[])["Session", "Jwt"])
        {
            foreach (SessionEndReason reason in Enum.GetValues<SessionEndReason>())
            {
                foreach (Kind kind in Enum.GetValues<Kind>().Where(kind => strategy == "Jwt" || kind != Kind.Access))
                    yield return new TestCaseData(strategy, reason, kind).SetArgDisplayNames(strategy, reason.ToString(), kind.ToString());
            }
        }
    }

    [TestCaseSource(nameof(Rows))]
    public async Task Authenticate_EndedSession_TellsOnlyAHolder(string strategy, SessionEndReason reason, Kind kind)
    {
        Application app = Application();
        Tokens tokens = await HoldAsync(app, strategy);
        await EndAsync(app, strategy, tokens, reason);

        AuthFailure failure = await RefusalAsync(app, strategy, tokens.Of(kind));

        bool isTold = kind is not (Kind.WrongSecret or Kind.Unknown) && reason is not (SessionEndReason.Unknown or SessionEndReason.LoggedOut);
        Assert.That(failure.SessionEnd?.Reason, Is.EqualTo(isTold ? reason : null));
        Assert.That(failure.SessionEnd?.EndedBy, Is.EqualTo(isTold ? ByOf(reason) : null));
        Assert.That(failure.SessionEnd?.EndedAt, Is.EqualTo(isTold && reason != SessionEndReason.RevokedEverything ? _scenario.Now : null));
        Assert.That(failure.Reason, Is.EqualTo(kind == Kind.Access ? AuthFailureReason.Revoked : AuthFailureReason.UnknownSession));
        if (!isTold && kind != Kind.Access)
            Assert.That(failure.ToString(), Is.EqualTo((await RefusalAsync(app, strategy, tokens.Of(Kind.Unknown))).ToString()));
    }

    [Test]
    public async Task Authenticate_CredentialOfAnotherStrategy_IsNotTold()
    {
        Application app = Application();
        Tokens tokens = await HoldAsync(app, "Session");
        await EndAsync(app, "Session", tokens, SessionEndReason.Administrator);

        Assert.That((await app["Jwt"].RefreshAsync(tokens.Of(Kind.Current))).Failure!.SessionEnd, Is.Null);
        Assert.That((await app["Session"].RefreshAsync(tokens.Of(Kind.Current))).Failure!.SessionEnd, Is.Not.Null);
    }

    [Test]
    public async Task Authenticate_WhoEndsTheSessionForSafety_IsToldOnlyWithASecretOfIt([Values] bool isHolder)
    {
        Application app = Application();
        Tokens tokens = await HoldAsync(app, "Session");
        if (isHolder)
            await BranchTwiceAsync(app, tokens);

        AuthFailure failure = isHolder
            ? (await app["Session"].AuthenticateAsync(tokens.Of(Kind.Discarded))).Failure!
            : (await app["Session"].AuthenticateAsync(tokens.Of(Kind.WrongSecret))).Failure!;

        Assert.That(failure.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That(failure.SessionEnd?.Reason, Is.EqualTo(isHolder ? SessionEndReason.Safety : null));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    [Property("Requirement", "E-02")]
    public async Task Authenticate_RefusedCredential_AsksTheStoreOnceMoreAndAnAcceptedOneDoesNot(string strategy)
    {
        Application app = Application();
        Tokens tokens = await HoldAsync(app, strategy);
        await app[strategy].AuthenticateAsync(tokens.Accepted);
        _scenario.Store.Forget();
        await app[strategy].AuthenticateAsync(tokens.Accepted);
        Assert.That(_scenario.Store.Calls, Is.EqualTo(new[] { "find" }));
        await EndAsync(app, strategy, tokens, SessionEndReason.Administrator);

        foreach (string credential in (string[])[tokens.Accepted, tokens.Of(Kind.WrongSecret), tokens.Of(Kind.Unknown)])
        {
            _scenario.Store.Forget();
            await RefusalAsync(app, strategy, credential);
            Assert.That(_scenario.Store.Calls, Is.EqualTo(new[] { "find", "find" }));
        }
    }

    [TestCase("0:00:00:00", true)]
    [TestCase("0:23:59:59", true)]
    [TestCase("1:00:00:00", false)]
    public async Task Authenticate_LaterThanTheEnd_IsToldForADay(string later, bool isTold)
    {
        Application app = Application();
        IssuedCredential credential = await app["Session"].IssueAsync(SessionScenario.Principal(), new() { Lifetime = TimeSpan.FromDays(30), Persistent = true });
        await app.Directory.RevokeAsync("alice", credential.SessionId!.Value);

        _scenario.Time.Advance(TimeSpan.Parse(later, System.Globalization.CultureInfo.InvariantCulture));

        Assert.That((await app["Session"].AuthenticateAsync(credential.Value)).Failure!.SessionEnd is not null, Is.EqualTo(isTold));
    }

    [Test]
    public async Task Authenticate_AfterTheSessionWouldHaveEnded_IsNotTold()
    {
        Application app = Application();
        IssuedCredential credential = await app["Session"].IssueAsync(SessionScenario.Principal(), new() { Lifetime = TimeSpan.FromMinutes(10) });
        await app.Directory.RevokeAsync("alice", credential.SessionId!.Value);
        Assert.That(_scenario.Store.SystemRecords.Single(IsEnd).ExpiresAt, Is.EqualTo(_scenario.Now.AddMinutes(10)));

        _scenario.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.That((await app["Session"].AuthenticateAsync(credential.Value)).Failure!.SessionEnd, Is.Null);
    }

    [TestCase("create")]
    [TestCase("list")]
    public async Task Revoke_ReasonThatCannotBeStored_ChangesNoOutcome(string broken)
    {
        Application app = Application(limit: 2);
        IssuedCredential one = await app["Session"].IssueAsync(SessionScenario.Principal());
        IssuedCredential two = await app["Session"].IssueAsync(SessionScenario.Principal());
        _scenario.Store.Before = (operation, _) => operation == broken ? throw new SessionStoreException("down") : Task.CompletedTask;

        Assert.That(await app.Directory.RevokeAsync("alice", one.SessionId!.Value), Is.True);
        Assert.That(await app.Directory.RevokeAllAsync("alice"), Is.EqualTo(1));

        _scenario.Store.Before = null;
        foreach (IssuedCredential credential in (IssuedCredential[])[one, two])
            Assert.That((await app["Session"].AuthenticateAsync(credential.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    public async Task Issue_ReasonThatCannotBeStored_IsALogin()
    {
        Application app = Application(limit: 1);
        IssuedCredential first = await app["Session"].IssueAsync(SessionScenario.Principal());
        int creates = 0;
        _scenario.Store.Before = (operation, _) => operation == "create" && ++creates > 1 ? throw new SessionStoreException("down") : Task.CompletedTask;

        IssuedCredential second = await app["Session"].IssueAsync(SessionScenario.Principal());

        _scenario.Store.Before = null;
        Assert.That(creates, Is.EqualTo(2));
        Assert.That((await app["Session"].AuthenticateAsync(second.Value)).Succeeded, Is.True);
        Assert.That((await app["Session"].AuthenticateAsync(first.Value)).Failure!.SessionEnd, Is.Null);
    }

    [Test]
    public async Task Authenticate_ReasonThatCannotBeRead_IsTheAnswerToAnUnknownSession()
    {
        Application app = Application();
        Tokens tokens = await HoldAsync(app, "Session");
        await EndAsync(app, "Session", tokens, SessionEndReason.Administrator);
        _scenario.Store.Forget();
        _scenario.Store.Before = (_, _) => _scenario.Store.Calls.Count == 2 ? throw new SessionStoreException("down") : Task.CompletedTask;

        AuthResult result = await app["Session"].AuthenticateAsync(tokens.Of(Kind.Current));

        Assert.That(result.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(result.Failure.SessionEnd, Is.Null);
    }

    [Test]
    public async Task RevokeAll_ManySessions_KeepsTheReasonOfTheHundredLastUsed()
    {
        Application app = Application(limit: 200);
        List<IssuedCredential> issued = [];
        for (int i = 0; i < 130; i++)
        {
            issued.Add(await app["Session"].IssueAsync(SessionScenario.Principal()));
            _scenario.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(await app.Directory.RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.PasswordChanged }), Is.EqualTo(130));

        Assert.That(_scenario.Store.SystemRecords.Count(IsEnd), Is.EqualTo(EndReasonBudget.Limit));
        Assert.That((await app["Session"].AuthenticateAsync(issued[29].Value)).Failure!.SessionEnd, Is.Null);
        Assert.That((await app["Session"].AuthenticateAsync(issued[30].Value)).Failure!.SessionEnd!.Reason, Is.EqualTo(SessionEndReason.PasswordChanged));
    }

    [Test]
    public async Task Issue_LoginsInALoop_KeepAHundredReasonsAnHourForTheUserAndOthersTheirs()
    {
        Application app = Application(limit: 1);
        for (int i = 0; i < 150; i++)
            await app["Session"].IssueAsync(SessionScenario.Principal());
        Assert.That(_scenario.Store.SystemRecords.Count(IsEnd), Is.EqualTo(100));

        IssuedCredential bob = await app["Session"].IssueAsync(SessionScenario.Principal("bob"));
        await app["Session"].IssueAsync(SessionScenario.Principal("bob"));
        Assert.That((await app["Session"].AuthenticateAsync(bob.Value)).Failure!.SessionEnd!.Reason, Is.EqualTo(SessionEndReason.SessionLimit));

        _scenario.Time.Advance(TimeSpan.FromHours(1));
        IssuedCredential alice = await app["Session"].IssueAsync(SessionScenario.Principal());
        await app["Session"].IssueAsync(SessionScenario.Principal());
        Assert.That((await app["Session"].AuthenticateAsync(alice.Value)).Failure!.SessionEnd, Is.Not.Null);
    }

    [Test]
    public async Task Reason_IsInNoListAndCountsForNoLimit()
    {
        Application app = Application(limit: 2);
        for (int i = 0; i < 5; i++)
        {
            IssuedCredential ended = await app["Session"].IssueAsync(SessionScenario.Principal());
            await app.Directory.RevokeAsync("alice", ended.SessionId!.Value);
        }

        IssuedCredential first = await app["Session"].IssueAsync(SessionScenario.Principal());
        await app["Session"].IssueAsync(SessionScenario.Principal());

        SessionRecord reason = _scenario.Store.SystemRecords.First(IsEnd);
        Assert.That(_scenario.Store.SystemRecords.Count(IsEnd), Is.EqualTo(5));
        Assert.That((await app["Session"].AuthenticateAsync(first.Value)).Succeeded, Is.True);
        Assert.That(await app.Directory.ListAsync("alice"), Has.Count.EqualTo(2));
        Assert.That(await app.Directory.FindAsync(reason.Id), Is.Null);
        Assert.That(await app.Directory.RevokeAsync(reason.Subject, reason.Id), Is.False);
        Assert.That(await app.Directory.RevokeAllAsync(reason.Subject), Is.Zero);
    }

    [Test]
    public async Task Reason_ContainsNeitherTokenNorSubjectNorClaims()
    {
        Application app = Application();
        IssuedCredential credential = await app["Session"].IssueAsync(SessionScenario.Principal("recognisable-subject", new System.Security.Claims.Claim("role", "recognisable-role")));
        await app.Directory.RevokeAllAsync("recognisable-subject");

        SessionRecord reason = _scenario.Store.SystemRecords.Single(IsEnd);
        string text = reason.Subject + System.Text.Encoding.Latin1.GetString(reason.Payload.Span);
        Assert.That(text, Does.Not.Contain("recognisable"));
        Assert.That(text, Does.Not.Contain(credential.Value[..21]));
    }

    [Test]
    public async Task NearCache_SessionEndedByAnotherNode_IsToldWhenTheCachedRecordIsTooOld()
    {
        Application here = Application(more: auth => auth.UseNearCache());
        Application there = Application(more: auth => auth.UseNearCache());
        IssuedCredential credential = await here["Session"].IssueAsync(SessionScenario.Principal());
        Assert.That((await there["Session"].AuthenticateAsync(credential.Value)).Succeeded, Is.True);
        await here.Directory.RevokeAsync("alice", credential.SessionId!.Value, new() { Reason = SessionEndReason.AccountLocked });

        _scenario.Time.Advance(new NearCacheOptions().MaxStaleness);

        for (int i = 0; i < 2; i++)
            Assert.That((await there["Session"].AuthenticateAsync(credential.Value)).Failure!.SessionEnd!.Reason, Is.EqualTo(SessionEndReason.AccountLocked));
    }

    private static bool IsEnd(SessionRecord record) => record.Subject.StartsWith("authstrategies:end:", StringComparison.Ordinal);

    private static SessionEndedBy ByOf(SessionEndReason reason) => reason switch
    {
        SessionEndReason.ReplacedByLogin => SessionEndedBy.User,
        SessionEndReason.LoggedOutElsewhere => SessionEndedBy.OtherSession,
        SessionEndReason.SessionLimit => SessionEndedBy.Limit,
        SessionEndReason.Administrator => SessionEndedBy.Administrator,
        SessionEndReason.Safety => SessionEndedBy.SuspectedTheft,
        SessionEndReason.RevokedEverything => SessionEndedBy.RevokeEverything,
        _ => SessionEndedBy.Application,
    };

    private static async Task<AuthFailure> RefusalAsync(Application app, string strategy, string credential) =>
        credential.Contains('.', StringComparison.Ordinal) || strategy == "Session"
            ? (await app[strategy].AuthenticateAsync(credential)).Failure!
            : (await app[strategy].RefreshAsync(credential)).Failure!;

    private Application Application(int limit = 1, Action<IAuthStrategyBuilder>? more = null) => _scenario.Application(auth =>
    {
        auth.AddSession(options => options.MaxSessionsPerSubject = limit).AddJwt(options =>
        {
            SessionScenario.Configure(options);
            options.RequireLiveSession = true;
            options.RefreshTokens.MaxSessionsPerSubject = limit;
        });
        more?.Invoke(auth);
    });

    /// <summary>A session with a current, a previous and a discarded token, as lost answers leave it.</summary>
    private async Task<Tokens> HoldAsync(Application app, string strategy)
    {
        IssuedCredential issued = await app[strategy].IssueAsync(SessionScenario.Principal());
        string previous = SessionScenario.Lasting(issued);
        _scenario.Time.Advance(TimeSpan.FromMinutes(5));
        IssuedCredential lost = (await app[strategy].RefreshAsync(previous)).Credential!;
        _scenario.Time.Advance(TimeSpan.FromSeconds(30));
        IssuedCredential current = (await app[strategy].RefreshAsync(previous)).Credential!;
        return new(issued.SessionId!.Value, current, previous, SessionScenario.Lasting(lost));
    }

    private static async Task EndAsync(Application app, string strategy, Tokens tokens, SessionEndReason reason)
    {
        switch (reason)
        {
            case SessionEndReason.LoggedOut:
                await app[strategy].RevokeAsync(tokens.Of(Kind.Current));
                break;
            case SessionEndReason.ReplacedByLogin:
                await app[strategy].IssueAsync(SessionScenario.Principal("somebody"), new() { Replaces = tokens.Of(Kind.Current) });
                break;
            case SessionEndReason.SessionLimit:
                await app[strategy].IssueAsync(SessionScenario.Principal());
                break;
            case SessionEndReason.Safety:
                await app[strategy].RefreshAsync(tokens.Of(Kind.WrongSecret));
                break;
            case SessionEndReason.RevokedEverything:
                await app.Directory.RevokeEverythingAsync();
                break;
            case SessionEndReason.LoggedOutElsewhere or SessionEndReason.Administrator:
                await app.Directory.RevokeAsync("alice", tokens.Id, new() { Reason = reason });
                break;
            default:
                await app.Directory.RevokeAllAsync("alice", options: new() { Reason = reason });
                break;
        }
    }

    /// <summary>Makes the next use of the discarded token the second sign of two clients.</summary>
    private async Task BranchTwiceAsync(Application app, Tokens tokens)
    {
        await app["Session"].AuthenticateAsync(tokens.Of(Kind.Current));
        _scenario.Time.Advance(TimeSpan.FromMinutes(11));
        await app["Session"].AuthenticateAsync(tokens.Of(Kind.Previous));
        await app["Session"].RefreshAsync(tokens.Of(Kind.Previous));
        IssuedCredential branch = (await app["Session"].RefreshAsync(tokens.Of(Kind.Previous))).Credential!;
        await app["Session"].AuthenticateAsync(branch.Value);
        _scenario.Time.Advance(TimeSpan.FromMinutes(11));
    }

    private sealed record Tokens(SessionId Id, IssuedCredential Latest, string Previous, string Discarded)
    {
        /// <summary>What the strategy authenticates: the access token where there is one.</summary>
        public string Accepted => Latest.Value;

        public string Of(Kind kind) => kind switch
        {
            Kind.Current => SessionScenario.Lasting(Latest),
            Kind.Previous => Previous,
            Kind.Discarded => Discarded,
            Kind.Access => Latest.Value,
            Kind.WrongSecret => SessionFixture.WithOtherSecret(SessionScenario.Lasting(Latest)),
            _ => new string('A', 64),
        };
    }
}
