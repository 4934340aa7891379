using AuthStrategies;

namespace NotesApp.Accounts;

/// <summary>A store of the application's own: the sessions of each user together, under one lock.</summary>
public sealed class LoginStore : ISessionStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, string> _owners = [];
    private readonly Dictionary<string, Dictionary<SessionId, SessionRecord>> _logins = new(StringComparer.Ordinal);

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Locked(() => _owners.TryAdd(record.Id, record.Subject) && LoginsOf(record.Subject).TryAdd(record.Id, record), cancellationToken);
    }

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => Locked(() => Find(id), cancellationToken);

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Locked(() => Replace(record), cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        Locked(() => Find(id) is { } stored && (ifVersion ?? stored.Version) == stored.Version && Remove(stored), cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return Locked<IReadOnlyList<SessionRecord>>(() => Of(subject), cancellationToken);
    }

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return Locked(() => Of(subject).Count(record => record.Id != except && Remove(record)), cancellationToken);
    }

    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return Locked(() => _logins.Values.SelectMany(logins => logins.Values).Where(record => record.ExpiresAt <= now).Take(batch).ToArray().Count(Remove), cancellationToken);
    }

    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    private bool Replace(SessionRecord record)
    {
        if (Find(record.Id) is not { } stored)
            return false;
        if (stored.Subject != record.Subject || stored.AbsoluteExpiresAt != record.AbsoluteExpiresAt)
            throw new ArgumentException("Subject and absolute end never change.", nameof(record));
        if (stored.Version != record.Version - 1)
            return false;

        _logins[record.Subject][record.Id] = record;
        return true;
    }

    private bool Remove(SessionRecord record)
    {
        Dictionary<SessionId, SessionRecord> logins = _logins[record.Subject];
        bool removed = logins.Remove(record.Id) && _owners.Remove(record.Id);
        if (logins.Count == 0)
            _logins.Remove(record.Subject);
        return removed;
    }

    private SessionRecord? Find(SessionId id) => _owners.TryGetValue(id, out string? owner) ? _logins[owner][id] : null;

    private SessionRecord[] Of(string subject) => _logins.TryGetValue(subject, out var logins) ? [.. logins.Values] : [];

    private Dictionary<SessionId, SessionRecord> LoginsOf(string subject) =>
        _logins.TryGetValue(subject, out var logins) ? logins : _logins[subject] = [];

    private ValueTask<T> Locked<T>(Func<T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return new(call());
    }
}
