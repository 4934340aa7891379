using System.Collections.Concurrent;

namespace AuthStrategies.Tests.Support;

/// <summary>A store that loses the lists of subjects, as a server that evicts keys. A replacement adds its record to the list again.</summary>
public sealed class EvictingStore(SpyRecordStore inner) : DelegatingSessionStore(inner), IEvictingSessionStore
{
    private readonly ConcurrentDictionary<SessionId, bool> _unlisted = [];

    /// <inheritdoc />
    public bool MayEvict => true;

    /// <summary>The generations of subjects.</summary>
    public IReadOnlyList<SessionRecord> Marks => [.. inner.SystemRecords.Where(record => record.Subject.StartsWith("authstrategies:subject-generation:", StringComparison.Ordinal))];

    /// <summary>Loses all lists of sessions; the records stay.</summary>
    public void LoseLists()
    {
        foreach (SessionRecord record in inner.Records)
            _unlisted[record.Id] = true;
    }

    /// <summary>Loses the generations of all subjects.</summary>
    public void LoseMarks()
    {
        foreach (SessionRecord record in Marks)
            inner.Drop(record.Id);
    }

    public override async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        bool replaced = await base.TryReplaceAsync(record, cancellationToken);
        if (replaced)
            _unlisted.TryRemove(record.Id, out _);
        return replaced;
    }

    public override async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        [.. (await base.ListAsync(subject, cancellationToken)).Where(record => !_unlisted.ContainsKey(record.Id))];

    public override async ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        if (_unlisted.IsEmpty)
            return await base.RemoveAllAsync(subject, except, cancellationToken);

        int removed = 0;
        foreach (SessionRecord record in await ListAsync(subject, cancellationToken))
        {
            if (record.Id != except && await base.RemoveAsync(record.Id, null, cancellationToken))
                removed++;
        }

        return removed;
    }
}
