using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>What the client of a session is told that "log out everywhere" ended without finding it.</summary>
public sealed partial class SubjectGenerationsTests
{
    private static readonly Dictionary<string, Func<SubjectGenerationsTests, string, Task<AuthFailure>>> Refusals = new()
    {
        ["authenticate"] = async (test, token) => (await test.Node().AuthenticateAsync(token)).Failure!,
        ["authenticate a cookie"] = async (test, token) => (await ((ICookieRotation)test.Node()).AuthenticateCookieAsync(token)).Failure!,
        ["authenticate copies"] = async (test, token) => (await ((ICookieCopies)test.Node()).AuthenticateCopiesAsync([SessionFixture.WithOtherSecret(token), token])).Result.Failure!,
        ["refresh"] = async (test, token) => (await test.Node().RefreshAsync(token)).Failure!,
        ["refresh a cookie"] = async (test, token) => (await ((ICookieRotation)test.Node()).RefreshAsync(token, new() { InCookie = true })).Failure!,
    };

    [Test]
    [Property("Requirement", "E-02")]
    public async Task Refusal_AfterLogOutEverywhereWithoutALists_TellsTheHolder([ValueSource(nameof(RefusalNames))] string first, [ValueSource(nameof(RefusalNames))] string later)
    {
        string token = await IssueAsync();
        _store.LoseLists();
        await Directory.RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.PasswordChanged });
        _fixture.Time.Advance(Due);

        AuthFailure failure = await Refusals[first](this, token);
        AuthFailure again = await Refusals[later](this, token);

        Assert.That(failure.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((failure.SessionEnd?.Reason, failure.SessionEnd?.EndedBy), Is.EqualTo(((SessionEndReason?)SessionEndReason.RevokedAll, (SessionEndedBy?)SessionEndedBy.Unknown)));
        Assert.That((again.SessionEnd?.Reason, again.SessionEnd?.EndedBy), Is.EqualTo(((SessionEndReason?)SessionEndReason.RevokedAll, (SessionEndedBy?)SessionEndedBy.Unknown)), "also after the record was removed");
        Assert.That((await Node().AuthenticateAsync(SessionFixture.WithOtherSecret(token))).Failure!.SessionEnd, Is.Null, "who has no secret of it");
    }

    [Test]
    [Property("Requirement", "E-02")]
    public async Task Refusal_WhoHasNoSecretOfIt_IsNotTold([ValueSource(nameof(RefusalNames))] string verb)
    {
        string token = await IssueAsync();
        _store.LoseLists();
        await Directory.RevokeAllAsync("alice");
        _fixture.Time.Advance(Due);

        AuthFailure failure = verb == "authenticate copies"
            ? (await ((ICookieCopies)Node()).AuthenticateCopiesAsync([SessionFixture.WithOtherSecret(token)])).Result.Failure!
            : await Refusals[verb](this, SessionFixture.WithOtherSecret(token));

        Assert.That(failure.SessionEnd, Is.Null);
    }

    [Test]
    [Property("Requirement", "E-02")]
    public async Task Refusal_GenerationCannotBeRead_TellsNothing([ValueSource(nameof(RefusalNames))] string verb)
    {
        string token = await IssueAsync();
        SetField(token, [1, 2, 3]);
        _fixture.Time.Advance(Due);

        AuthFailure failure = await Refusals[verb](this, token);

        Assert.That((failure.Reason, failure.SessionEnd), Is.EqualTo((AuthFailureReason.UnknownSession, (SessionEnd?)null)), "nothing says that it was ended");
        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(token)), Is.Not.Null);
    }

    private static IEnumerable<string> RefusalNames() => Refusals.Keys;
}
