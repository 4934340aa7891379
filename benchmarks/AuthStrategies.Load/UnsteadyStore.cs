using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace AuthStrategies.Load;

/// <summary>A store that now and then fails: before it has done anything, or after it has, which the caller cannot tell apart.</summary>
internal sealed class UnsteadyStore(ISessionStore inner, Faults faults) : ISessionStore
{
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
}
