using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>A session store that counts its calls and can be made to fail.</summary>
internal sealed class SpyStore(TimeProvider time)
    : DelegatingSessionStore(new InMemorySessionStore(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), time))
{
    private int _calls;

    /// <summary>How many calls came.</summary>
    public int Calls => _calls;

    public bool IsBroken { get; set; }

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => Counted().TryCreateAsync(record, cancellationToken);

    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => Counted().FindAsync(id, cancellationToken);

    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => Counted().TryReplaceAsync(record, cancellationToken);

    public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Counted().RemoveAsync(id, ifVersion, cancellationToken);

    public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => Counted().ListAsync(subject, cancellationToken);

    public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => Counted().RemoveAllAsync(subject, except, cancellationToken);

    private ISessionStore Counted()
    {
        Interlocked.Increment(ref _calls);
        return IsBroken ? throw new SessionStoreException("The store is broken.") : InnerStore;
    }
}
