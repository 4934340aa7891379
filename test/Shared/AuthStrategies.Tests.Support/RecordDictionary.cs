namespace AuthStrategies.Tests.Support;

/// <summary>A correct store without a clock: it keeps expired records.</summary>
internal sealed class RecordDictionary : ISessionStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, SessionRecord> _records = [];

    public IReadOnlyList<SessionRecord> All
    {
        get
        {
            lock (_lock)
                return [.. _records.Values];
        }
    }

    public SessionRecord? Peek(SessionId id)
    {
        lock (_lock)
            return _records.GetValueOrDefault(id);
    }

    public void Put(SessionRecord record)
    {
        lock (_lock)
            _records[record.Id] = record;
    }

    public bool Drop(SessionId id)
    {
        lock (_lock)
            return _records.Remove(id);
    }

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Run(() => _records.TryAdd(record.Id, record), cancellationToken);

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<SessionRecord?>(cancellationToken) : new(Peek(id));

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Run(() => Replace(record), cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Run(
        () => _records.TryGetValue(id, out SessionRecord? found) && (ifVersion ?? found.Version) == found.Version && _records.Remove(id),
        cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) =>
        Run(() => Of(subject).Count(record => record.Id != except && _records.Remove(record.Id)), cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<SessionRecord>>(() => Of(subject), cancellationToken);

    public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(this) ? this : null;

    // Not in the order of creation: a store promises none.
    private List<SessionRecord> Of(string subject) => [.. _records.Values.Where(record => record.Subject == subject).OrderBy(record => record.Id)];

    private bool Replace(SessionRecord record)
    {
        if (!_records.TryGetValue(record.Id, out SessionRecord? found) || found.Version != record.Version - 1)
            return false;
        if (found.Subject != record.Subject || found.AbsoluteExpiresAt != record.AbsoluteExpiresAt)
            throw new ArgumentException("Subject and absolute end never change.", nameof(record));

        _records[record.Id] = record;
        return true;
    }

    private ValueTask<T> Run<T>(Func<T> effect, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);

        lock (_lock)
            return new(effect());
    }
}
