namespace AuthStrategies.Testing.Tests.Docs;

/// <summary>A complete store: one dictionary and one lock.</summary>
public sealed class DictionarySessionStore : ISessionStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, SessionRecord> _records = [];

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Atomically(() => _records.TryAdd(record.Id, record), cancellationToken);
    }

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        Atomically(() => _records.GetValueOrDefault(id), cancellationToken);

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Atomically(() =>
        {
            if (!_records.TryGetValue(record.Id, out SessionRecord? stored))
                return false;
            if (stored.Subject != record.Subject || stored.AbsoluteExpiresAt != record.AbsoluteExpiresAt)
                throw new ArgumentException("Subject and absolute end never change.", nameof(record));
            if (stored.Version != record.Version - 1)
                return false;

            _records[record.Id] = record;
            return true;
        }, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        Atomically(() => _records.TryGetValue(id, out SessionRecord? stored)
            && (ifVersion ?? stored.Version) == stored.Version
            && _records.Remove(id), cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return Atomically<IReadOnlyList<SessionRecord>>(() => Of(subject), cancellationToken);
    }

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return Atomically(
            () => Of(subject).Count(record => record.Id != except && _records.Remove(record.Id)),
            cancellationToken);
    }

    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return Atomically(() =>
        {
            SessionId[] due =
                [.. _records.Values.Where(record => record.ExpiresAt <= now).Take(batch).Select(record => record.Id)];
            return due.Count(_records.Remove);
        }, cancellationToken);
    }

    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    private SessionRecord[] Of(string subject) => [.. _records.Values.Where(record => record.Subject == subject)];

    private ValueTask<T> Atomically<T>(Func<T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return new(call());
    }
}
