using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>"Log out everywhere" in a store that loses the lists of subjects.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "M-15")]
public sealed partial class SubjectGenerationsTests
{
    // The times of a session, so that renewal, rotation and items are due.
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(20);

    private readonly SessionFixture _fixture = new();
    private readonly EvictingStore _store;

    public SubjectGenerationsTests() => _store = new(_fixture.Store);

    private ISessionDirectory Directory => _fixture.DirectoryOver(_store);

    /// <summary>Each call that writes or refreshes a session, and whether it found the session live.</summary>
    private static IEnumerable<TestCaseData> Writes()
    {
        yield return Case("authenticate", async (test, token) => (await test.Node().AuthenticateAsync(token)).Succeeded);
        yield return Case("authenticate a cookie", async (test, token) => (await ((ICookieRotation)test.Node()).AuthenticateCookieAsync(token)).Succeeded);
        yield return Case("authenticate copies", async (test, token) =>
            (await ((ICookieCopies)test.Node()).AuthenticateCopiesAsync([token, SessionFixture.WithOtherSecret(token)])).Result.Succeeded);
        yield return Case("refresh", async (test, token) => (await test.Node().RefreshAsync(token)).Succeeded);
        yield return Case("rotate at headers", async (test, token) => await ((ICookieRotation)test.Node()).RotateAtHeadersAsync(token, null) is not null);
        yield return Case("update items", async (test, token) => await ((ISessionItems)test.Node()).UpdateAsync(token, items => items[$"{items.Count}"] = "b") == ItemsOutcome.Updated);
        yield return Case("touch", async (test, token) => await test.Directory.TouchAsync(SessionFixture.IdOf(token)) is not null);
        yield return Case("set lifetime", async (test, token) => await test.Directory.SetLifetimeAsync(SessionFixture.IdOf(token), TimeSpan.FromHours(1)) is not null);
        yield return Case("replace principal", async (test, token) => await test.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal()));
        yield return Case("clear items", async (test, token) => await test.Directory.ClearItemsAsync(SessionFixture.IdOf(token)));

        static TestCaseData Case(string name, Func<SubjectGenerationsTests, string, Task<bool>> write) => new TestCaseData(write).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_NothingWasLost_FindsTheSession(object write)
    {
        string token = await IssueAsync();
        _fixture.Time.Advance(Due);
        _fixture.Store.Forget();

        Assert.That(await RunAsync(write, token), Is.True);
        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(token)), Is.Not.Null);
        Assert.That(_fixture.Store.Count("create system"), Is.Zero);
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_AfterLogOutEverywhereWithoutALists_EndsTheSession(object write)
    {
        string token = await IssueAsync();
        _store.LoseLists();
        Assert.That(await Directory.RevokeAllAsync("alice"), Is.Zero, "no list has the session");
        _fixture.Time.Advance(Due);

        Assert.That(await RunAsync(write, token), Is.False);

        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(token)), Is.Null, "its record is removed");
        Assert.That((await Node().AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((_fixture.Log.Count(42), _fixture.Log.Count(41)), Is.EqualTo((1, 0)));
    }

    [TestCaseSource(nameof(Writes))]
    [Property("Requirement", "F-28")]
    public async Task Write_GenerationWasLost_EndsTheSession(object write)
    {
        string token = await IssueAsync();
        _store.LoseMarks();
        _fixture.Time.Advance(Due);

        Assert.That(await RunAsync(write, token), Is.False);

        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(token)), Is.Null);
        Assert.That((_fixture.Log.Count(42), _fixture.Log.Count(41)), Is.EqualTo((0, 1)));
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_GenerationWasLostAndMadeAgainByALogin_EndsTheSession(object write)
    {
        string token = await IssueAsync();
        _store.LoseLists();
        await Directory.RevokeAllAsync("alice");
        _store.LoseMarks();
        string later = await IssueAsync();
        _fixture.Time.Advance(Due);

        Assert.That(await RunAsync(write, token), Is.False);
        Assert.That(await RunAsync(write, later), Is.True);
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_OfTheSessionThatStays_FindsIt(object write)
    {
        (string kept, string other) = (await IssueAsync(), await IssueAsync());
        _store.LoseLists();
        await Directory.RevokeAllAsync("alice", SessionFixture.IdOf(kept));
        _fixture.Time.Advance(Due);

        Assert.That(await RunAsync(write, kept), Is.True);
        Assert.That(await RunAsync(write, other), Is.False);
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_SessionOfAReleaseWithoutGenerations_CountsUntilTheFirstEnd(object write)
    {
        string token = await IssueOldAsync();
        string other = await IssueOldAsync();
        _fixture.Time.Advance(Due);

        Assert.That(await RunAsync(write, token), Is.True);
        Assert.That(await RunAsync(write, other), Is.True, "the second one finds the generation that the first one made");
        string third = await IssueOldAsync(keepMarks: true);
        _store.LoseLists();
        await Directory.RevokeAllAsync("alice");
        _fixture.Time.Advance(Due);

        foreach (string ended in (string[])[token, other, third])
            Assert.That(await RunAsync(write, ended), Is.False);
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_OldSessionThatNoGenerationKnows_EndsWithAllOthers(object write)
    {
        string token = await IssueOldAsync();
        _store.LoseLists();

        await Directory.RevokeAllAsync("alice");
        _fixture.Time.Advance(Due);

        Assert.That(await RunAsync(write, token), Is.False);
    }

    [TestCaseSource(nameof(Writes))]
    public async Task Write_StoreFailsToTell_IsNoRefusal(object write)
    {
        string token = await IssueAsync();
        SessionRecord mark = _store.Marks.Single();
        _fixture.Store.Put(UnreadableRecords.With(mark, mark.Payload.Span[..^1].ToArray()));
        _fixture.Time.Advance(Due);

        await Assert.ThatAsync(() => RunAsync(write, token), Throws.InstanceOf<SessionStoreException>());
        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(token)), Is.Not.Null);
    }

    [Test]
    public async Task Authenticate_NothingIsDue_AsksTheStoreForNothingMore()
    {
        string token = await IssueAsync();
        SessionStrategy node = Node();
        await node.AuthenticateAsync(token);
        _fixture.Store.Forget();

        Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.True);

        Assert.That(_fixture.Store.Calls, Is.EqualTo((string[])["find"]));
    }

    [Test]
    public async Task Authenticate_RenewalIsDue_AsksOnceMore()
    {
        string token = await IssueAsync();
        SessionStrategy node = Node();
        await node.AuthenticateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        await node.AuthenticateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        await _fixture.Node(store: _store).AuthenticateAsync(await IssueAsync("bob"));
        await node.AuthenticateAsync(await IssueAsync("carol"));
        _fixture.Store.Forget();

        await node.AuthenticateAsync(token);

        Assert.That(_fixture.Store.Calls, Is.EqualTo((string[])["find", "find", "replace"]), "the session, its subject, and the write");
    }

    [Test]
    public async Task Store_ThatLosesNothing_KeepsNoGenerations()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        await _fixture.Strategy.AuthenticateAsync(token);
        await _fixture.Directory.RevokeAllAsync("bob");

        Assert.That(_store.Marks, Is.Empty);
        Assert.That(SubjectGenerationExtension.Find(_fixture.PayloadOf(token)), Is.EqualTo(default(SubjectTie)));
    }

    [Test]
    public async Task RevokeAll_DamagedGeneration_ReplacesIt()
    {
        string token = await IssueAsync();
        SessionRecord mark = _store.Marks.Single();
        foreach (byte[] payload in (byte[][])[[], [9, .. mark.Payload.Span[1..]], [1, 4, .. mark.Payload.Span[2..]], [.. mark.Payload.Span, 0], [1, 0, .. new byte[16]]])
        {
            _fixture.Store.Put(UnreadableRecords.With(mark, payload));
            await Assert.ThatAsync(() => IssueAsync(), Throws.InstanceOf<SessionStoreException>());

            await Directory.RevokeAllAsync("alice");

            Assert.That((await Node().AuthenticateAsync(await IssueAsync())).Succeeded, Is.True);
            Assert.That((await Node().RefreshAsync(token)).Succeeded, Is.False);
        }
    }

    [Test]
    public async Task Loss_OfManySessions_IsOneLineInAMinute()
    {
        List<string> tokens = [];
        for (int i = 0; i < 20; i++)
            tokens.Add(await IssueAsync($"user {i}"));
        _store.LoseMarks();
        _fixture.Time.Advance(Due);
        SessionStrategy node = Node();

        foreach (string token in tokens)
            Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.False);

        Assert.That(_fixture.Log.Count(41), Is.EqualTo(1));
        string late = await IssueAsync("late");
        _store.LoseMarks();
        _fixture.Time.Advance(Due);
        Assert.That((await node.AuthenticateAsync(late)).Succeeded, Is.False);
        Assert.That(_fixture.Log.Count(41), Is.EqualTo(2), "later than a minute");
    }

    private static Task<bool> RunAsync(SubjectGenerationsTests test, object write, string token) => ((Func<SubjectGenerationsTests, string, Task<bool>>)write)(test, token);

    private Task<bool> RunAsync(object write, string token) => RunAsync(this, write, token);

    private SessionStrategy Node() => _fixture.Node(store: _store);

    private async Task<string> IssueAsync(string subject = "alice") => (await Node().IssueAsync(SessionFixture.Principal(subject))).Value;

    /// <summary>A session as a release without generations of subjects wrote it.</summary>
    private async Task<string> IssueOldAsync(bool keepMarks = false)
    {
        IReadOnlyList<SessionRecord> marks = _store.Marks;
        string token = await IssueAsync();
        SetField(token, []);
        if (!keepMarks && marks.Count == 0)
            _store.LoseMarks();
        return token;
    }
}
