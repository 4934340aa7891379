using System.Collections.Concurrent;

namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>A node that keeps what it once found: the careless cache.</summary>
internal sealed class LaggingNode(ISessionStore testStore) : ISessionStore
{
    private readonly ConcurrentDictionary<SessionId, SessionRecord> _found = [];

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => testStore.TryCreateAsync(record, cancellationToken);

    public async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(id, out SessionRecord? found))
            return found;
        if (await testStore.FindAsync(id, cancellationToken) is { } record)
            _found[id] = found = record;
        return found;
    }

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => testStore.TryReplaceAsync(record, cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => testStore.RemoveAsync(id, ifVersion, cancellationToken);

    public IAsyncEnumerable<SessionRecord> ListAsync(string subject, CancellationToken cancellationToken) => testStore.ListAsync(subject, cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => testStore.RemoveAllAsync(subject, except, cancellationToken);

    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) => testStore.RemoveExpiredAsync(now, batch, cancellationToken);
}
