using AuthStrategies;

namespace SideBySide.Tracing;

/// <summary>Any store, with its calls noted in the trace of the request that runs: the page lights the store only when it was really asked.</summary>
internal sealed class ObservedStore(ISessionStore inner, IHttpContextAccessor current) : ISessionStore
{
    public async ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        bool created = await inner.TryCreateAsync(record, cancellationToken);
        Note(StoreCall.About("create", created ? "created" : "exists already", record));
        return created;
    }

    public async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        SessionRecord? record = await inner.FindAsync(id, cancellationToken);
        Note(record is null ? new("find", "nothing", id.ToString()) : StoreCall.About("find", $"version {record.Version}", record));
        return record;
    }

    public async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        bool replaced = await inner.TryReplaceAsync(record, cancellationToken);
        Note(StoreCall.About("replace", replaced ? $"version {record.Version}" : "somebody else was first", record));
        return replaced;
    }

    public async ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
    {
        bool removed = await inner.RemoveAsync(id, ifVersion, cancellationToken);
        Note(new("remove", removed ? "removed" : "nothing to remove", id.ToString()));
        return removed;
    }

    public IAsyncEnumerable<SessionRecord> ListAsync(string subject, CancellationToken cancellationToken)
    {
        Note(new("list", "listed"));
        return inner.ListAsync(subject, cancellationToken);
    }

    public async ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        int removed = await inner.RemoveAllAsync(subject, except, cancellationToken);
        Note(new("remove all", $"{removed} removed"));
        return removed;
    }

    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) =>
        inner.RemoveExpiredAsync(now, batch, cancellationToken);

    private void Note(StoreCall call) => current.HttpContext?.Features.Get<RequestTrace>()?.Store.Add(call);
}
