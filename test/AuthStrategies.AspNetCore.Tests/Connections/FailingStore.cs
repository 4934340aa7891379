using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>The in-memory store, which can be made to fail.</summary>
internal sealed class FailingStore(TimeProvider time)
    : DelegatingSessionStore(new InMemorySessionStore(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), time))
{
    public bool IsDown { get; set; }

    private ISessionStore Store => IsDown ? throw new SessionStoreException("down") : InnerStore;

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => Store.TryCreateAsync(record, cancellationToken);

    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => Store.FindAsync(id, cancellationToken);

    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => Store.TryReplaceAsync(record, cancellationToken);

    public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Store.RemoveAsync(id, ifVersion, cancellationToken);

    public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => Store.ListAsync(subject, cancellationToken);

    public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => Store.RemoveAllAsync(subject, except, cancellationToken);
}
