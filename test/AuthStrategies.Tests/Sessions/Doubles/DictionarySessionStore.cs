namespace AuthStrategies.Tests.Sessions.Doubles;

/// <summary>
/// A correct store with a seam on either side of each call: hooks may throw, wait, or do what another node would do.
/// Without hooks it answers at once.
/// </summary>
internal sealed class DictionarySessionStore : ISessionStore
{
    private readonly Lock _breaker = new();
    private readonly Dictionary<SessionId, SessionRecord> _records = [];
    private readonly List<string> _calls = [];

    /// <summary>Runs before a call takes effect; gets the operation's name and its number, from 1.</summary>
    public Func<string, int, Task>? Before { get; set; }

    /// <summary>Runs after a call took effect.</summary>
    public Func<string, int, Task>? After { get; set; }

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_breaker)
                return [.. _calls];
        }
    }

    public IReadOnlyList<SessionRecord> Records
    {
        get
        {
            lock (_breaker)
                return [.. _records.Values];
        }
    }

    public int Count(string operation) => Calls.Count(call => call == operation);

    public void Forget() => _calls.Clear();

    public SessionRecord? Peek(SessionId id)
    {
        lock (_breaker)
            return _records.GetValueOrDefault(id);
    }

    public void Put(SessionRecord record)
    {
        lock (_breaker)
            _records[record.Id] = record;
    }

    public bool Drop(SessionId id)
    {
        lock (_breaker)
            return _records.Remove(id);
    }

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Run("create", () => _records.TryAdd(record.Id, record), cancellationToken);

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        Before is null && After is null ? new(Noted(id)) : FindSlowlyAsync(id, cancellationToken);

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => Run("replace", () => Replace(record), cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Run(
        "remove",
        () => _records.TryGetValue(id, out SessionRecord? found) && (ifVersion ?? found.Version) == found.Version && _records.Remove(id),
        cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) =>
        Run("remove_all", () => Of(subject).Count(record => record.Id != except && _records.Remove(record.Id)), cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<SessionRecord>>("list", () => Of(subject), cancellationToken);

    public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(this) ? this : null;

    // In no particular order, which a store may.
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

    private ValueTask<SessionRecord?> FindSlowlyAsync(SessionId id, CancellationToken cancellationToken) =>
        Run("find", () => _records.GetValueOrDefault(id), cancellationToken);

    // The one path that is measured for allocations: no closure.
    private SessionRecord? Noted(SessionId id)
    {
        lock (_breaker)
        {
            _calls.Add("find");
            return _records.GetValueOrDefault(id);
        }
    }

    private ValueTask<T> Run<T>(string operation, Func<T> effect, CancellationToken cancellationToken)
    {
        int number;
        lock (_breaker)
        {
            _calls.Add(operation);
            number = _calls.Count;
        }

        if (Before is null && After is null && !cancellationToken.IsCancellationRequested)
        {
            lock (_breaker)
                return new(effect());
        }

        return RunSlowlyAsync(operation, number, effect, cancellationToken);
    }

    private async ValueTask<T> RunSlowlyAsync<T>(string operation, int number, Func<T> effect, CancellationToken cancellationToken)
    {
        if (Before is { } before)
            await before(operation, number);
        cancellationToken.ThrowIfCancellationRequested();
        T answer;
        lock (_breaker)
            answer = effect();
        if (After is { } after)
            await after(operation, number);
        return answer;
    }
}
