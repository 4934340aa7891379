using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Stores;

/// <summary>The event of "log out everywhere", also if the removal does not find the sessions.</summary>
public sealed partial class SubjectGenerationsTests
{
    [Test]
    [Property("Requirement", "E-03")]
    public async Task RevokeAll_SinkIsThere_MakesOneEventHoweverTheSessionsEnd([Values] Removal removal, [Values] bool keepsAnother)
    {
        (string token, string kept) = (await IssueAsync(), await IssueAsync());
        RecordingEventSink sink = new();
        (ISessionDirectory directory, AuthEventDelivery delivery) = DirectoryWith(sink, _store);
        if (removal == Removal.FindsNone)
            _store.LoseLists();
        if (removal is Removal.Fails or Removal.IsCancelled)
            _fixture.Store.Before = (operation, _) => operation != "remove_all" ? Task.CompletedTask : throw (removal == Removal.Fails ? new IOException("stop") : new OperationCanceledException());

        await IgnoreAsync(() => directory.RevokeAllAsync("alice", keepsAnother ? SessionFixture.IdOf(kept) : null, new() { Code = "stolen" }).AsTask());
        _fixture.Store.Before = null;
        await delivery.StopAsync(CancellationToken.None);
        _fixture.Time.Advance(Due);

        Assert.That((await Node().AuthenticateAsync(token)).Succeeded, Is.False);
        var ended = (SessionEndedEvent)sink.Events.Single();
        Assert.That((ended.Strategy, ended.Subject, ended.SessionId, ended.Code), Is.EqualTo(("", "alice", (SessionId?)null, "stolen")));
        int? count = keepsAnother ? 1 : 2;
        Assert.That(ended.Count, Is.EqualTo(removal == Removal.FindsAll ? count : null));
    }

    [Test]
    public async Task RevokeAll_GenerationWasNotReplaced_MakesNoEvent([Values] bool mayEvict)
    {
        await IssueAsync();
        RecordingEventSink sink = new();
        (ISessionDirectory directory, AuthEventDelivery delivery) = DirectoryWith(sink, mayEvict ? _store : _fixture.Store);
        _fixture.Store.Before = (operation, _) => !mayEvict && operation != "remove_all" ? Task.CompletedTask : throw new IOException("stop");

        await Assert.ThatAsync(() => directory.RevokeAllAsync("alice").AsTask(), Throws.InstanceOf<SessionStoreException>());
        await delivery.StopAsync(CancellationToken.None);

        Assert.That(sink.Events, Is.Empty);
    }

    [Test]
    [Property("Requirement", "E-03")]
    public async Task RevokeAll_GenerationIsReplacedAfterTheRemoval_MakesOneEvent([Values] bool isListLost)
    {
        string token = await IssueAsync();
        RecordingEventSink sink = new();
        (ISessionDirectory directory, AuthEventDelivery delivery) = DirectoryWith(sink, _store);
        if (isListLost)
            _store.LoseLists();
        int writes = 0;
        _fixture.Store.Before = (operation, _) => operation is "find" or "list" or "remove_all" || writes++ > 0 ? Task.CompletedTask : throw new IOException("full");

        await directory.RevokeAllAsync("alice");
        _fixture.Store.Before = null;
        await delivery.StopAsync(CancellationToken.None);
        _fixture.Time.Advance(Due);

        Assert.That(((await Node().AuthenticateAsync(token)).Succeeded, writes > 1), Is.EqualTo((false, true)));
        Assert.That(sink.Events.Select(authEvent => (authEvent as SessionEndedEvent)?.Count), Is.EqualTo((int?[])[isListLost ? null : 1]));
    }

    private (ISessionDirectory Directory, AuthEventDelivery Delivery) DirectoryWith(RecordingEventSink sink, ISessionStore store)
    {
        AuthEventDelivery delivery = new([new("test", null, _ => sink)], new NoServices(), new(), _fixture.Time, _fixture.Logger, _fixture.Metrics);
        SessionDirectory directory = new(
            _fixture.StoreClient(store), _fixture.Time, _fixture.Logger, new OwnClock(_fixture.Time, _fixture.Logger), _ => null, () => [], new StrategyEvents("", delivery));
        return (directory, delivery);
    }

    private static async Task IgnoreAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is SessionStoreException or OperationCanceledException)
        {
            // As a client sees it.
        }
    }

    /// <summary>What the removal of the sessions does.</summary>
    public enum Removal
    {
        /// <summary>It ends them.</summary>
        FindsAll,

        /// <summary>The list of the subject was evicted.</summary>
        FindsNone,

        /// <summary>The store does not answer.</summary>
        Fails,

        /// <summary>The call is cancelled.</summary>
        IsCancelled,
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
