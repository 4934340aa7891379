using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>The store in memory, which can be made to fail.</summary>
internal sealed class FailingStore(TimeProvider time) : ISessionStore
{
    private readonly InMemorySessionStore _store = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), time);

    public bool IsDown { get; set; }

    private InMemorySessionStore Store => IsDown ? throw new SessionStoreException("down") : _store;

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => Store.TryCreateAsync(record, cancellationToken);

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => Store.FindAsync(id, cancellationToken);

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => Store.TryReplaceAsync(record, cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Store.RemoveAsync(id, ifVersion, cancellationToken);

    public IAsyncEnumerable<SessionRecord> ListAsync(string subject, CancellationToken cancellationToken) => Store.ListAsync(subject, cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => Store.RemoveAllAsync(subject, except, cancellationToken);
}
