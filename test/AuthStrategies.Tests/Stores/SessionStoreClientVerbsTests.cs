using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>Every verb of the client is guarded, named and measured in the same way.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionStoreClientVerbsTests
{
    private readonly SessionFixture _fixture = new();
    private readonly ScriptedStore _store = new();
    private readonly SessionId _id = OpaqueToken.New().Id;

    [TestCase("find")]
    [TestCase("create")]
    [TestCase("replace")]
    [TestCase("remove")]
    [TestCase("remove_all")]
    [TestCase("list")]
    [TestCase("count")]
    [TestCase("list_all")]
    public async Task EveryVerb_StoreFails_SaysWhichOneAndIsMeasured(string operation)
    {
        using var tally = new Tally(_fixture.Metrics.StoreDuration);
        SessionStoreClient client = _fixture.StoreClient(_store);
        await CallAsync(client, operation);
        _store.Fails = true;

        SessionStoreException? failure = await Assert.ThrowsAsync<SessionStoreException>(() => CallAsync(client, operation));

        Assert.That(failure!.Message, Is.EqualTo($"The session store failed to {operation}; the inner exception says why."));
        Assert.That(failure.InnerException, Is.InstanceOf<IOException>());
        Assert.That(tally.Tags, Is.EqualTo(new[]
        {
            $"[authstrategies.operation, {operation}] [authstrategies.outcome, succeeded]", $"[authstrategies.operation, {operation}] [authstrategies.outcome, failed]",
        }));
    }

    [Test]
    public async Task EveryVerb_StoreFailsAgainAndAgain_IsAnErrorOnceInAnOutage()
    {
        SessionStoreClient client = _fixture.StoreClient(_store);
        _store.Fails = true;

        foreach (int seconds in new[] { 0, 1, 5, 6, 5 })
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
            await Assert.ThrowsAsync<SessionStoreException>(() => CallAsync(client, "find"));
        }

        Assert.That(
            _fixture.Log.Entries.Where(entry => entry.Id == 15).Select(entry => entry.Level.ToString()),
            Is.EqualTo(new[] { "Error", "Debug", "Debug", "Error", "Debug" }));
    }

    [Test]
    public async Task Count_StoreCannotCount_MayBeMore()
    {
        SessionStoreClient client = _fixture.StoreClient(new Moq.Mock<ISessionStore>().Object);

        Assert.That(await client.MayHaveMoreThanAsync("alice", 5, CancellationToken.None), Is.True);
    }

    [Test]
    public void ListAll_StoreCannotList_SaysWhatADecoratorMustOffer()
    {
        SessionStoreClient client = _fixture.StoreClient(new Moq.Mock<ISessionStore>().Object);

        Assert.That(() => client.ListAllAsync(null, 5, CancellationToken.None), Throws.TypeOf<NotSupportedException>().With.Message.EqualTo(
            "The session store cannot list the sessions of all users: it has no ISessionEnumerator. A decorator must offer that of its inner store itself."));
    }

    [Test]
    public async Task ListAll_ContinuationOfAnotherStore_IsNoPage()
    {
        SessionStoreClient client = _fixture.StoreClient(_store);
        _store.Page = _ => throw new ArgumentException("Not mine.");

        Assert.That(await client.ListAllAsync("other", 5, CancellationToken.None), Is.Null);
        Assert.That(async () => await client.ListAllAsync(null, 5, CancellationToken.None), Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<ArgumentException>());
    }

    [Test]
    public void ListAll_StoreAnswersNull_IsAStoreFailure()
    {
        SessionStoreClient client = _fixture.StoreClient(_store);
        _store.Page = _ => null;

        Assert.That(async () => await client.ListAllAsync(null, 5, CancellationToken.None), Throws.TypeOf<SessionStoreException>().With.Message.EqualTo("ISessionEnumerator.ListAllAsync returned null. It must return a page."));
    }

    [TestCase("own", false, "hit")]
    [TestCase("none", false, "miss")]
    [TestCase("other", false, "miss")]
    [TestCase("system", false, "miss")]
    [TestCase("own", true, "")]
    public void FindCached_AnyAnswerOfTheCache_CountsOnlyIfItIsTheSession(string cached, bool isCancelled, string outcome)
    {
        using var tally = new Tally(_fixture.Metrics.NearCacheLookups);
        _store.Cached = cached switch
        {
            "own" => Record(_id, "alice"),
            "other" => Record(OpaqueToken.New().Id, "alice"),
            "system" => Record(_id, SessionRecord.SystemSubjectPrefix + "keys"),
            _ => null,
        };
        SessionStoreClient client = _fixture.StoreClient(_store);

        SessionRecord? found = client.FindCached(_id, new CancellationToken(isCancelled));

        Assert.That(found, Is.SameAs(outcome == "hit" ? _store.Cached : null));
        Assert.That(tally.Tags, Is.EqualTo(outcome.Length == 0 ? [] : new[] { $"[authstrategies.outcome, {outcome}]" }));
    }

    [Test]
    public async Task List_StoreAnswersWithOtherSubjects_LeavesThemOut()
    {
        SessionRecord own = Record(_id, "alice");
        _store.Listed = [own, Record(OpaqueToken.New().Id, "ALICE")];

        IReadOnlyList<SessionRecord> listed = await _fixture.StoreClient(_store).ListAsync("alice", CancellationToken.None);

        Assert.That(listed, Is.EqualTo(new[] { own }));
    }

    private async Task CallAsync(SessionStoreClient client, string operation)
    {
        switch (operation)
        {
            case "find":
                await client.FindAsync(_id, CancellationToken.None);
                break;
            case "create":
                await client.TryCreateAsync(Record(_id, "alice"), CancellationToken.None);
                break;
            case "replace":
                await client.TryReplaceAsync(Record(_id, "alice"), CancellationToken.None);
                break;
            case "remove":
                await client.RemoveAsync(_id, null, CancellationToken.None);
                break;
            case "remove_all":
                await client.RemoveAllAsync("alice", null, CancellationToken.None);
                break;
            case "list":
                await client.ListAsync("alice", CancellationToken.None);
                break;
            case "count":
                await client.MayHaveMoreThanAsync("alice", 5, CancellationToken.None);
                break;
            default:
                await client.ListAllAsync(null, 5, CancellationToken.None);
                break;
        }
    }

    private SessionRecord Record(SessionId id, string subject) => new()
    {
        Id = id,
        Subject = subject,
        ExpiresAt = _fixture.Now,
        AbsoluteExpiresAt = _fixture.Now,
        Version = 1,
        Payload = default,
    };

    private sealed class ScriptedStore : ISessionStore, ISessionCounter, ISessionEnumerator, ICachingSessionStore
    {
        public bool Fails { get; set; }

        public SessionRecord? Cached { get; set; }

        public IReadOnlyList<SessionRecord> Listed { get; set; } = [];

        public Func<string?, SessionPage?> Page { get; set; } = _ => new() { Records = [] };

        public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => Answer<SessionRecord?>(null);

        public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => Answer(true);

        public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => Answer(true);

        public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Answer(true);

        public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => Answer(1);

        public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => Answer(Listed);

        public ValueTask<bool> MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken) => Answer(true);

        public ValueTask<SessionPage> ListAllAsync(string? continuation, int pageSize, CancellationToken cancellationToken) => Answer(Page(continuation)!);

        public bool TryFindCached(SessionId id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SessionRecord? record) => (record = Cached) is not null;

        public void Watch(Action<SessionId> changed)
        {
        }

        public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(this) ? this : null;

        private ValueTask<T> Answer<T>(T answer) => Fails ? throw new IOException("down") : new(answer);
    }
}
