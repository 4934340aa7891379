using AuthStrategies;

namespace QuickStart;

/// <summary>Any store, with its calls counted: shows what a request costs. Swapping a store is one line in Program.cs.</summary>
internal sealed class CountingStore(ISessionStore inner) : DelegatingSessionStore(inner)
{
    public int Calls { get; private set; }

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Count().TryCreateAsync(record, cancellationToken);

    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        Count().FindAsync(id, cancellationToken);

    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Count().TryReplaceAsync(record, cancellationToken);

    public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        Count().RemoveAsync(id, ifVersion, cancellationToken);

    public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        Count().ListAsync(subject, cancellationToken);

    public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) =>
        Count().RemoveAllAsync(subject, except, cancellationToken);

    public override ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) =>
        Count().RemoveExpiredAsync(now, batch, cancellationToken);

    private ISessionStore Count()
    {
        Calls++;
        return InnerStore;
    }
}
