using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Every verb against a store that fails, or a caller who hangs up, at every call it makes.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionFaultTests
{
    private readonly SessionFixture _fixture = new();
    private string _token = "";

    [SetUp]
    public async Task LogIn()
    {
        _token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        _fixture.Store.Forget();
    }

    public static IEnumerable<TestCaseData> Verbs()
    {
        (string Name, int Calls)[] verbs =
        [
            ("issue", 3), ("issue replacing", 5), ("authenticate", 2), ("authenticate stolen", 2), ("refresh", 2), ("refresh stolen", 2), ("revoke", 2),
            ("directory list", 1), ("directory find", 1), ("directory touch", 2), ("directory revoke", 2), ("directory revoke all", 3), ("directory replace", 2),
        ];
        // The list of a "revoke all" and the question which of it is current are only for the reason and the count: their failure changes nothing (SessionEndsTests).
        return verbs.SelectMany(verb => Enumerable.Range(1, verb.Calls).Where(call => (verb.Name, call) is not ("directory revoke all", 1 or 2)).Select(call => new TestCaseData(verb.Name, call)));
    }

    [TestCaseSource(nameof(Verbs))]
    [Property("Requirement", "F-01")]
    [Property("Requirement", "F-05")]
    [Property("Requirement", "L-05")]
    public void EveryVerb_StoreFailsBeforeTheEffect_ThrowsWithTheOriginalInside(string verb, int call)
    {
        _fixture.Store.Before = (_, number) => number == call ? throw new IOException("down") : Task.CompletedTask;

        Assert.That(async () => await Run(verb, CancellationToken.None), Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<IOException>());
        Assert.That(_fixture.Log.Count(15), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Verbs))]
    [Property("Requirement", "F-02")]
    [Property("Requirement", "F-07")]
    public async Task EveryVerb_StoreFailsAfterTheEffect_ThrowsAndLeavesOneSessionAtTheMost(string verb, int call)
    {
        _fixture.Store.After = (_, number) => number == call ? throw new SessionStoreException("cut off") : Task.CompletedTask;

        await Assert.ThatAsync(async () => await Run(verb, CancellationToken.None), Throws.TypeOf<SessionStoreException>().With.Message.EqualTo("cut off"));

        _fixture.Store.After = null;
        // In each case the old token is answered by yes with at most one successor, or by no; never by an error.
        AuthResult old = await _fixture.Strategy.AuthenticateAsync(_token);
        Assert.That(old.Succeeded || old.Failure!.Reason == AuthFailureReason.UnknownSession, Is.True);
        Assert.That(_fixture.Log.Count(7), Is.AtMost(1));
    }

    [TestCaseSource(nameof(Verbs))]
    [Property("Requirement", "F-45")]
    public async Task EveryVerb_CancelledBeforeACall_TakesEffectWholeOrNotAtAll(string verb, int call)
    {
        using var source = new CancellationTokenSource();
        _fixture.Store.Before = (_, number) => number == call ? source.CancelAsync() : Task.CompletedTask;

        await RunToAnEnd(verb, source.Token);
    }

    [TestCaseSource(nameof(Verbs))]
    [Property("Requirement", "F-45")]
    public async Task EveryVerb_CancelledAfterACall_TakesEffectWholeOrNotAtAll(string verb, int call)
    {
        using var source = new CancellationTokenSource();
        _fixture.Store.After = (_, number) => number == call ? source.CancelAsync() : Task.CompletedTask;

        await RunToAnEnd(verb, source.Token);
    }

    [TestCase("issue")]
    [TestCase("issue replacing")]
    [TestCase("refresh")]
    [TestCase("revoke")]
    [Property("Requirement", "F-45")]
    public void EveryVerb_CancelledFromTheStart_ChangesNothing(string verb)
    {
        SessionRecord before = _fixture.Store.Records.Single();

        Assert.That(async () => await Run(verb, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
    }

    [TestCase("authenticate stolen")]
    [TestCase("refresh stolen")]
    public async Task EveryVerb_CancelledWhenReuseIsFound_StillEndsTheSession(string verb)
    {
        using var source = new CancellationTokenSource();
        _fixture.Store.After = (operation, _) => operation == "find" ? source.CancelAsync() : Task.CompletedTask;

        await Run(verb, source.Token);

        Assert.That(_fixture.Store.Records, Is.Empty);
        Assert.That(_fixture.Log.Count(7), Is.EqualTo(1));
    }

    [Test]
    public void EveryVerb_StoreTimesOutByItself_IsAStoreFailureAndNoCancellation()
    {
        _fixture.Store.Before = (_, _) => throw new TaskCanceledException("the driver's own timeout");
        using var source = new CancellationTokenSource();

        Assert.That(
            async () => await _fixture.Strategy.AuthenticateAsync(_token, source.Token),
            Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<TaskCanceledException>());
    }

    private async Task RunToAnEnd(string verb, CancellationToken cancellationToken)
    {
        bool done = true;
        try
        {
            await Run(verb, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            done = false;
        }

        (_fixture.Store.Before, _fixture.Store.After) = (null, null);
        bool isOldAlive = (await _fixture.Strategy.AuthenticateAsync(_token, CancellationToken.None)).Succeeded;
        switch (verb)
        {
            case "issue":
                Assert.That(isOldAlive, Is.True);
                Assert.That(_fixture.Log.Count(1), Is.EqualTo(done ? 2 : 1));
                break;
            case "issue replacing":
                // Never half-way: the old one is ended if and only if the new one was handed out.
                Assert.That(isOldAlive, Is.Not.EqualTo(done));
                break;
            case "authenticate" or "refresh" or "directory list" or "directory find" or "directory touch" or "directory replace":
                Assert.That(isOldAlive, Is.True);
                break;
            default:
                Assert.That(isOldAlive, Is.EqualTo(_fixture.Store.Records.Count == 1));
                break;
        }
    }

    private async Task Run(string verb, CancellationToken cancellationToken)
    {
        string stolen = SessionFixture.WithOtherSecret(_token);
        SessionId id = SessionFixture.IdOf(_token);
        switch (verb)
        {
            case "issue":
                await _fixture.Strategy.IssueAsync(SessionFixture.Principal(), null, cancellationToken);
                break;
            case "issue replacing":
                await _fixture.Strategy.IssueAsync(SessionFixture.Principal(), new() { Replaces = _token }, cancellationToken);
                break;
            case "authenticate":
                await _fixture.Strategy.AuthenticateAsync(_token, cancellationToken);
                break;
            case "authenticate stolen":
                await _fixture.Strategy.AuthenticateAsync(stolen, cancellationToken);
                break;
            case "refresh":
                await _fixture.Strategy.RefreshAsync(_token, cancellationToken);
                break;
            case "refresh stolen":
                await _fixture.Strategy.RefreshAsync(stolen, cancellationToken);
                break;
            case "revoke":
                await _fixture.Strategy.RevokeAsync(_token, cancellationToken);
                break;
            case "directory list":
                await _fixture.Directory.ListAsync("alice", cancellationToken);
                break;
            case "directory find":
                await _fixture.Directory.FindAsync(id, cancellationToken);
                break;
            case "directory touch":
                await _fixture.Directory.TouchAsync(id, cancellationToken);
                break;
            case "directory revoke":
                await _fixture.Directory.RevokeAsync("alice", id, cancellationToken: cancellationToken);
                break;
            case "directory revoke all":
                await _fixture.Directory.RevokeAllAsync("alice", null, cancellationToken: cancellationToken);
                break;
            default:
                await _fixture.Directory.ReplacePrincipalAsync(id, SessionFixture.Principal(), cancellationToken);
                break;
        }
    }
}
