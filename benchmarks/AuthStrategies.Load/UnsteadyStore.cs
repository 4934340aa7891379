using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace AuthStrategies.Load;

/// <summary>
/// A store that now and then fails: before it has done anything, or after it has, which the caller cannot tell apart. The words
/// that its near caches send each other go through.
/// </summary>
internal sealed class UnsteadyStore(ISessionStore inner, Faults faults) : ISessionStore, ISessionInvalidations
{
    private static readonly SilentChannel Silent = new();

    public ISessionInvalidationChannel Open(Action<ReadOnlyMemory<byte>> receive) => (inner as ISessionInvalidations)?.Open(receive) ?? Silent;

    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => TryAsync(() => inner.TryCreateAsync(record, cancellationToken));

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => TryAsync(() => inner.FindAsync(id, cancellationToken));

    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => TryAsync(() => inner.TryReplaceAsync(record, cancellationToken));

    public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => TryAsync(() => inner.RemoveAsync(id, ifVersion, cancellationToken));

    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => TryAsync(() => inner.RemoveAllAsync(subject, except, cancellationToken));

    public async IAsyncEnumerable<SessionRecord> ListAsync(string subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (SessionRecord record in inner.ListAsync(subject, cancellationToken))
            yield return record;
    }

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

    /// <summary>Of a store that carries no words, as if there were none to lose.</summary>
    private sealed class SilentChannel : ISessionInvalidationChannel
    {
        public long Subscription => 1;

        public void Publish(ReadOnlyMemory<byte> message)
        {
        }

        public void Dispose()
        {
        }
    }
}
