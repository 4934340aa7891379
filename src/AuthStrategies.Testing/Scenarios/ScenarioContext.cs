using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Records;
using AuthStrategies.Testing.Stores;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>The session store under test and the nodes of an application that use it.</summary>
internal sealed class ScenarioContext(StoreUnderTest testStore, ScenarioStrategy kind) : IAsyncDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan RefreshAge = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan LateWindow = new(0, 10, 30);
    public static readonly TimeSpan RotateEvery = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    public static readonly TimeSpan Absolute = TimeSpan.FromHours(24);

    private readonly List<Application> _nodes = [];

    public ScenarioStrategy Kind => kind;

    public StoreUnderTest StoreUnderTest => testStore;

    public SettableTimeProvider Time => testStore.Time;

    /// <summary>How often a scenario of many calls is repeated.</summary>
    public int Repetitions => Math.Max(2, testStore.Rounds / 100);

    public static SessionStoreCase Case(string name, string sentence, string[] requirements, Func<ScenarioContext, Task> run, SessionStoreNeeds needs = SessionStoreNeeds.None) =>
        new(name, sentence, requirements, testStore => RunAsync(testStore, run), needs);

    public async Task<Application> NodeAsync(TimeSpan? window = null, int limit = 100, TimeProvider? time = null)
    {
        Application node = new(kind, await testStore.Harness.OpenStoreAsync(), time ?? testStore.Time, window ?? Window, limit);
        _nodes.Add(node);
        return node;
    }

    public async Task<Application[]> NodesAsync(int count)
    {
        Application[] nodes = new Application[count];
        for (int i = 0; i < count; i++)
            nodes[i] = await NodeAsync();
        return nodes;
    }

    /// <summary>Moves the clock past the reuse window of every credential issued or rotated so far.</summary>
    public void PassWindow() => testStore.Time.Advance(Window + TimeSpan.FromSeconds(1));

    /// <summary>Moves the clock so far that a refresh replaces every token that has been used.</summary>
    public void PassRefreshAge() => testStore.Time.Advance(RefreshAge + TimeSpan.FromSeconds(1));

    /// <summary>Moves the clock so far that no request from now can be under way.</summary>
    public void PassLateWindow() => testStore.Time.Advance(LateWindow + TimeSpan.FromSeconds(1));

    /// <summary>Moves the clock past the staleness that a cache may have.</summary>
    public void PassStaleness() => testStore.Time.Advance(testStore.Harness.MaxStaleness);

    public async Task<SessionRecord?> RecordAsync(IssuedCredential credential) => await testStore.Store.FindAsync(credential.SessionId!.Value, default);

    /// <summary>Writes the next version of a session's record, as another writer does.</summary>
    public async ValueTask TouchAsync(IssuedCredential credential)
    {
        SessionRecord seen = (await RecordAsync(credential))!;
        Check.Equal(true, await testStore.Store.TryReplaceAsync(StoreUnderTest.Next(seen), default), "another writer's replacement");
    }

    /// <summary>Writes a record into the store and replaces an existing one.</summary>
    public async Task<SessionRecord> PutAsync(SessionRecord like, ReadOnlyMemory<byte> payload)
    {
        long version = await testStore.Store.FindAsync(like.Id, default) is { } stored ? stored.Version + 1 : 1;
        SessionRecord record = like.With(version: version, payload: payload);
        bool done = version == 1 ? await testStore.Store.TryCreateAsync(record, default) : await testStore.Store.TryReplaceAsync(record, default);
        Check.That(done, "a record could not be put into the store");
        return record;
    }

    /// <summary>Demands that the records, the subject's list in the store and the session directory all agree.</summary>
    public async Task ConsistentAsync(string subject)
    {
        foreach (SessionRecord record in await testStore.ListAsync(subject))
            Check.Same(record, await testStore.Store.FindAsync(record.Id, default), "a listed record as it is found");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Application node in _nodes)
            await node.DisposeAsync();
    }

    private static async Task RunAsync(StoreUnderTest testStore, Func<ScenarioContext, Task> run)
    {
        foreach (ScenarioStrategy kind in Enum.GetValues<ScenarioStrategy>())
        {
            await using var fixture = new ScenarioContext(testStore, kind);
            try
            {
                await run(fixture);
            }
            catch (ConformanceException found)
            {
                throw new ConformanceException($"with the {kind} strategy: {found.Message}", found.InnerException ?? found);
            }

            // The next kind must also begin with an empty store.
            foreach (string subject in new[] { "alice", "bob" })
                await testStore.Store.RemoveAllAsync(subject, null, default);
        }
    }
}
