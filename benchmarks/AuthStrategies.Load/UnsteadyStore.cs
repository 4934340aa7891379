using System.Security.Cryptography;

namespace AuthStrategies.Load;

/// <summary>
/// A store that now and then fails: before it has done anything, or after it has, which the caller cannot tell apart. Invalidation
/// messages of near caches are passed on.
/// </summary>
internal sealed class UnsteadyStore(ISessionStore inner, Faults faults) : DelegatingSessionStore(inner)
{
    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => TryAsync(() => InnerStore.TryCreateAsync(record, cancellationToken));

    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => TryAsync(() => InnerStore.FindAsync(id, cancellationToken));

    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => TryAsync(() => InnerStore.TryReplaceAsync(record, cancellationToken));

    public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => TryAsync(() => InnerStore.RemoveAsync(id, ifVersion, cancellationToken));

    public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => TryAsync(() => InnerStore.RemoveAllAsync(subject, except, cancellationToken));

    private async ValueTask<T> TryAsync<T>(Func<ValueTask<T>> call)
    {
        ThrowNowAndThen();
        T answer = await call();
        ThrowNowAndThen();
        return answer;
    }

    private void ThrowNowAndThen()
    {
        if (!faults.AreOn || RandomNumberGenerator.GetInt32(faults.OneIn) != 0)
            return;

        faults.Count();
        throw new SessionStoreException("The store fails on purpose.");
    }
}
