namespace AuthStrategies.Tests.Support;

/// <summary>
/// A session store that notes its calls, can be made to fail, and runs a hook before and after each call: hooks may throw,
/// wait, or do what another node would do. Without hooks it answers as soon as the inner store does.
/// </summary>
/// <param name="inner">The store that answers.</param>
public class SpyStore(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];

    /// <summary>Runs before a call takes effect; gets the operation's name and its number, from 1.</summary>
    public Func<string, int, Task>? Before { get; set; }

    /// <summary>Runs after a call took effect.</summary>
    public Func<string, int, Task>? After { get; set; }

    /// <summary>While it is set, every call throws a <see cref="SessionStoreException"/>.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The token of the call whose <see cref="Before"/> ran last, for hooks that wait for its cancellation.</summary>
    public CancellationToken LastToken { get; private set; }

    /// <summary>The operations that were called, in their order. A write of a record that is no session ends with " system".</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    /// <summary>How often an operation was called.</summary>
    public int Count(string operation) => Calls.Count(call => call == operation);

    /// <summary>Forgets the calls so far.</summary>
    public void Forget()
    {
        lock (_lock)
            _calls.Clear();
    }

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) =>
        RunAsync("create", () => base.TryCreateAsync(record, cancellationToken), cancellationToken, record);

    // The one call that tests measure for allocations: no closure while there are no hooks.
    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        Before is null && After is null ? FindAtOnceAsync(id, cancellationToken) : FindWithHooksAsync(id, cancellationToken);

    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) =>
        RunAsync("replace", () => base.TryReplaceAsync(record, cancellationToken), cancellationToken, record);

    public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
        RunAsync("remove", () => base.RemoveAsync(id, ifVersion, cancellationToken), cancellationToken);

    public override ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        RunAsync("list", () => base.ListAsync(subject, cancellationToken), cancellationToken);

    public override ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) =>
        RunAsync("remove_all", () => base.RemoveAllAsync(subject, except, cancellationToken), cancellationToken);

    private ValueTask<SessionRecord?> FindAtOnceAsync(SessionId id, CancellationToken cancellationToken)
    {
        Note("find");
        return base.FindAsync(id, cancellationToken);
    }

    private ValueTask<SessionRecord?> FindWithHooksAsync(SessionId id, CancellationToken cancellationToken) =>
        RunAsync("find", () => base.FindAsync(id, cancellationToken), cancellationToken);

    private ValueTask<T> RunAsync<T>(string operation, Func<ValueTask<T>> call, CancellationToken cancellationToken, SessionRecord? record = null)
    {
        bool isSystem = record?.Subject.StartsWith(SessionRecord.SystemSubjectPrefix, StringComparison.Ordinal) == true;
        int number = Note(isSystem ? operation + " system" : operation);
        return Before is null && After is null ? call() : RunWithHooksAsync(operation, number, call, cancellationToken);
    }

    private async ValueTask<T> RunWithHooksAsync<T>(string operation, int number, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        LastToken = cancellationToken;
        if (Before is { } before)
            await before(operation, number);
        cancellationToken.ThrowIfCancellationRequested();
        T answer = await call();
        if (After is { } after)
            await after(operation, number);
        return answer;
    }

    private int Note(string operation)
    {
        lock (_lock)
        {
            _calls.Add(operation);
            return IsBroken ? throw new SessionStoreException("The store is broken.") : _calls.Count;
        }
    }
}
