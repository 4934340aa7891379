using System.Collections.Concurrent;

namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>A node that keeps what it once found: the careless cache.</summary>
internal sealed class LaggingNode(ISessionStore vault) : ISessionStore
{
    private readonly ConcurrentDictionary<SessionId, SessionRecord> _found = [];

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => vault.TryCreateAsync(record, cancellationToken);

    public async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(id, out SessionRecord? found))
            return found;
        if (await vault.FindAsync(id, cancellationToken) is { } record)
            _found[id] = found = record;
        return found;
    }

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => vault.TryReplaceAsync(record, cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => vault.RemoveAsync(id, ifVersion, cancellationToken);

    public IAsyncEnumerable<SessionRecord> ListAsync(string subject, CancellationToken cancellationToken) => vault.ListAsync(subject, cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => vault.RemoveAllAsync(subject, except, cancellationToken);

    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) => vault.RemoveExpiredAsync(now, batch, cancellationToken);
}
