using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Registration;

/// <summary>A store of an application's own: here, one that passes everything on.</summary>
public sealed class MyStore(TimeProvider time) : ISessionStore
{
    private readonly InMemorySessionStore _inner = new(Options.Create(new InMemorySessionStoreOptions()), time);

    public int Calls { get; private set; }

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        Calls++;
        return _inner.TryCreateAsync(record, cancellationToken);
    }

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => _inner.FindAsync(id, cancellationToken);

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => _inner.TryReplaceAsync(record, cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => _inner.RemoveAsync(id, ifVersion, cancellationToken);

    public IAsyncEnumerable<SessionRecord> ListAsync(string subject, CancellationToken cancellationToken) => _inner.ListAsync(subject, cancellationToken);

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => _inner.RemoveAllAsync(subject, except, cancellationToken);
}
