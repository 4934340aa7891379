using AuthStrategies;

namespace SideBySide.Tracing;

/// <summary>Any store, with its calls noted in the trace of the request that runs: the page lights the store only when it was really asked.</summary>
internal sealed class ObservedStore(ISessionStore inner, IHttpContextAccessor current) : DelegatingSessionStore(inner)
{
    public override async ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        bool created = await base.TryCreateAsync(record, cancellationToken);
        Note(StoreCall.About("create", created ? "created" : "exists already", record));
        return created;
    }

    public override async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        SessionRecord? record = await base.FindAsync(id, cancellationToken);
        Note(record is null ? new("find", "nothing", id.ToString()) : StoreCall.About("find", $"version {record.Version}", record));
        return record;
    }

    public override async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        bool replaced = await base.TryReplaceAsync(record, cancellationToken);
        Note(StoreCall.About("replace", replaced ? $"version {record.Version}" : "another write was first", record));
        return replaced;
    }

    public override async ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
    {
        bool removed = await base.RemoveAsync(id, ifVersion, cancellationToken);
        Note(new("remove", removed ? "removed" : "nothing to remove", id.ToString()));
        return removed;
    }

    public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        Note(new("list", "listed"));
        return base.ListAsync(subject, cancellationToken);
    }

    public override async ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        int removed = await base.RemoveAllAsync(subject, except, cancellationToken);
        Note(new("remove all", $"{removed} removed"));
        return removed;
    }

    private void Note(StoreCall call) => current.HttpContext?.Features.Get<RequestTrace>()?.Store.Add(call);
}
