using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>A session store that counts what it is asked, and breaks when told to.</summary>
internal sealed class SpyStore(TimeProvider time) : ISessionStore
{
    private readonly InMemorySessionStore _inner = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), time);
    private int _calls;

    /// <summary>How often it was asked anything.</summary>
    public int Calls => _calls;

    public bool IsBroken { get; set; }

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => Asked().TryCreateAsync(record, cancellationToken);

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => Asked().FindAsync(id, cancellationToken);

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => Asked().TryReplaceAsync(record, cancellationToken);

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Asked().RemoveAsync(id, ifVersion, cancellationToken);

    public async IAsyncEnumerable<SessionRecord> ListAsync(string subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (SessionRecord record in Asked().ListAsync(subject, cancellationToken))
            yield return record;
    }

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => Asked().RemoveAllAsync(subject, except, cancellationToken);

    private InMemorySessionStore Asked()
    {
        Interlocked.Increment(ref _calls);
        return IsBroken ? throw new SessionStoreException("The store is broken.") : _inner;
    }
}
