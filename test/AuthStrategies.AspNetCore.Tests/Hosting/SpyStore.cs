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

    /// <summary>Runs before a look-up or a replacement takes effect, with the operation's name; may throw or wait.</summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    /// <summary>Runs after a look-up or a replacement took effect.</summary>
    public Func<string, CancellationToken, Task>? After { get; set; }

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => Counted().TryCreateAsync(record, cancellationToken);

    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        HookedAsync("find", Counted().FindAsync, id, cancellationToken);

    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) =>
        HookedAsync("replace", Counted().TryReplaceAsync, record, cancellationToken);

    public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => Counted().RemoveAsync(id, ifVersion, cancellationToken);

    public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => Counted().ListAsync(subject, cancellationToken);

    public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => Counted().RemoveAllAsync(subject, except, cancellationToken);

    private ValueTask<TAnswer> HookedAsync<TKey, TAnswer>(string operation, Func<TKey, CancellationToken, ValueTask<TAnswer>> call, TKey key, CancellationToken cancellationToken) =>
        Before is null && After is null ? call(key, cancellationToken) : SlowlyAsync(operation, call, key, cancellationToken);

    private async ValueTask<TAnswer> SlowlyAsync<TKey, TAnswer>(string operation, Func<TKey, CancellationToken, ValueTask<TAnswer>> call, TKey key, CancellationToken cancellationToken)
    {
        await (Before?.Invoke(operation, cancellationToken) ?? Task.CompletedTask);
        TAnswer answer = await call(key, cancellationToken);
        await (After?.Invoke(operation, cancellationToken) ?? Task.CompletedTask);
        return answer;
    }

    private ISessionStore Counted()
    {
        Interlocked.Increment(ref _calls);
        return IsBroken ? throw new SessionStoreException("The store is broken.") : InnerStore;
    }
}
