using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionStoreClientTests
{
    private readonly SessionFixture _fixture = new();
    private readonly Moq.Mock<ISessionStore> _store = new();
    private readonly SessionId _id = OpaqueToken.New().Id;

    [Test]
    public async Task Find_StoreAnswersAtOnce_AnswersAtOnceAndAllocatesNothing()
    {
        SessionRecord record = AnyRecord();
        SessionStoreClient client = _fixture.StoreClient(new OneRecordStore(record));
        await client.FindAsync(_id, CancellationToken.None);

        bool atOnce = true;
        long allocated = Allocations.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                atOnce &= IsAnswered(client.FindAsync(_id, CancellationToken.None));
        });

        Assert.That(atOnce, Is.True);
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public async Task EveryCall_WithAListener_IsMeasuredByOperationAndOutcome()
    {
        using var tally = new Tally(_fixture.Metrics.StoreDuration);
        string token = await _fixture.IssueAsync();
        await _fixture.Strategy.AuthenticateAsync(token);
        // The first login makes the generation.
        string[] generation = ["find", "find", "create", "find", "create", "find"];
        _fixture.Store.Before = (_, _) => throw new IOException("down");
        await Assert.ThatAsync(async () => await _fixture.Strategy.RevokeAsync(token), Throws.TypeOf<SessionStoreException>());

        Assert.That(tally.Tags, Is.EqualTo((string[])
        [
            .. generation.Select(operation => $"[authstrategies.operation, {operation}] [authstrategies.outcome, succeeded]"),
            "[authstrategies.operation, list] [authstrategies.outcome, succeeded]", "[authstrategies.operation, create] [authstrategies.outcome, succeeded]", "[authstrategies.operation, list] [authstrategies.outcome, succeeded]",
            "[authstrategies.operation, find] [authstrategies.outcome, succeeded]", "[authstrategies.operation, find] [authstrategies.outcome, failed]",
        ]));
    }

    [Test]
    public void Find_StoreThrowsInsteadOfAnswering_IsAStoreFailureWithTheOriginalInside()
    {
        var original = new InvalidOperationException("thrown before there was a task");
        _store.Setup(s => s.FindAsync(_id, Moq.It.IsAny<CancellationToken>())).Throws(original);

        Assert.That(
            async () => await _fixture.StoreClient(_store.Object).FindAsync(_id, CancellationToken.None),
            Throws.TypeOf<SessionStoreException>().With.InnerException.SameAs(original).And.Message.Contains("find"));
        Assert.That(_fixture.Log.Count(15), Is.EqualTo(1));
    }

    [Test]
    public void Find_StoreThrowsAnArgumentException_IsTheStoresFailureAndNotTheCallers()
    {
        _store.Setup(s => s.FindAsync(_id, Moq.It.IsAny<CancellationToken>())).Throws(new ArgumentException("key too long"));

        Assert.That(async () => await _fixture.StoreClient(_store.Object).FindAsync(_id, CancellationToken.None), Throws.TypeOf<SessionStoreException>());
    }

    [Test]
    public void Find_StoreSaysItIsBroken_PassesItUnchanged()
    {
        var original = new SessionStoreException("full", new IOException());
        _store.Setup(s => s.FindAsync(_id, Moq.It.IsAny<CancellationToken>())).Returns(() => Fails(original));

        Assert.That(async () => await _fixture.StoreClient(_store.Object).FindAsync(_id, CancellationToken.None), Throws.Exception.SameAs(original));
        Assert.That(_fixture.Log.Count(15), Is.EqualTo(1));
    }

    [Test]
    public void Find_CallerCancelled_PassesTheCancellationAndReportsNoFailure()
    {
        var cancelled = new CancellationToken(canceled: true);
        _store.Setup(s => s.FindAsync(_id, cancelled)).Returns(() => Fails(new OperationCanceledException(cancelled)));

        Assert.That(async () => await _fixture.StoreClient(_store.Object).FindAsync(_id, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_fixture.Log.Count(15), Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "L-05")]
    public async Task EveryVerb_StoreFindsAnotherSession_IsAStoreFailureAndEndsNoSession(bool late)
    {
        string alice = await _fixture.IssueAsync("alice");
        string bob = await _fixture.IssueAsync("bob");
        SessionRecord bobs = _fixture.Store.Peek(SessionFixture.IdOf(bob))!;
        _store.Setup(s => s.FindAsync(Moq.It.IsAny<SessionId>(), Moq.It.IsAny<CancellationToken>())).Returns(() => late ? Later(bobs) : new(bobs));
        SessionStrategy confused = _fixture.Node(store: _store.Object);

        Assert.That(async () => await confused.AuthenticateAsync(alice), Throws.TypeOf<SessionStoreException>());
        Assert.That(async () => await confused.RefreshAsync(alice), Throws.TypeOf<SessionStoreException>());
        Assert.That(async () => await confused.RevokeAsync(alice), Throws.TypeOf<SessionStoreException>());
        _store.Verify(s => s.RemoveAsync(Moq.It.IsAny<SessionId>(), Moq.It.IsAny<long?>(), Moq.It.IsAny<CancellationToken>()), Moq.Times.Never);

        static async ValueTask<SessionRecord?> Later(SessionRecord record)
        {
            await Task.Yield();
            return record;
        }
    }

    [Test]
    public void List_StoreFails_IsAStoreFailure()
    {
        _store.Setup(s => s.ListAsync("alice", Moq.It.IsAny<CancellationToken>())).Returns(() => ValueTask.FromException<IReadOnlyList<SessionRecord>>(new IOException("cut")));

        Assert.That(async () => await _fixture.StoreClient(_store.Object).ListAsync("alice", CancellationToken.None), Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<IOException>());
    }

    [Test]
    public void List_StoreAnswersNull_IsAStoreFailure()
    {
        _store.Setup(s => s.ListAsync("alice", Moq.It.IsAny<CancellationToken>())).Returns(new ValueTask<IReadOnlyList<SessionRecord>>(result: null!));
        _store.Setup(s => s.ListAsync("bob", Moq.It.IsAny<CancellationToken>())).Returns(new ValueTask<IReadOnlyList<SessionRecord>>([null!]));
        SessionStoreClient client = _fixture.StoreClient(_store.Object);

        Assert.That(async () => await client.ListAsync("alice", CancellationToken.None), Throws.TypeOf<SessionStoreException>().With.Message.Contains("null"));
        Assert.That(async () => await client.ListAsync("bob", CancellationToken.None), Throws.TypeOf<SessionStoreException>().With.Message.Contains("null"));
    }

    private SessionRecord AnyRecord() => new()
    {
        Id = _id,
        Subject = "alice",
        ExpiresAt = _fixture.Now,
        AbsoluteExpiresAt = _fixture.Now,
        Version = 1,
        Payload = default,
    };

    private static bool IsAnswered<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully;

    private static async ValueTask<SessionRecord?> Fails(Exception exception)
    {
        await Task.Yield();
        throw exception;
    }

    private sealed class OneRecordStore(SessionRecord record) : ISessionStore
    {
        public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => new(record);

        public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => new(false);

        public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => new(false);

        public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => new(false);

        public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => new(0);

        public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => new([]);

        public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(this) ? this : null;
    }
}
