using AuthStrategies.Testing.Faults;

namespace AuthStrategies.Testing;

/// <summary>
/// A fault of a <see cref="FaultySessionStore"/>: what happens (<see cref="Fail()"/>, <see cref="Lose"/>, <see cref="Lag"/>, …),
/// in which calls (<see cref="On"/>, <see cref="AtCall"/>, <see cref="Times"/>) and on which side of the effect
/// (<see cref="AfterEffect"/>). By default it affects every call, before the effect. Immutable: each method returns a new fault.
/// </summary>
/// <example><code>store.Inject(StoreFault.Fail().On(StoreOperations.Replace).AtCall(2).Times(1).AfterEffect());</code></example>
public sealed class StoreFault
{
    private StoreFault(FaultKind kind) => Kind = kind;

    internal FaultKind Kind { get; }

    internal Func<CancellationToken, ValueTask> Act { get; private init; } = static _ => ValueTask.CompletedTask;

    internal Func<ReadOnlyMemory<byte>, byte[]> Change { get; private init; } = static payload => payload.ToArray();

    internal StoreOperations Operations { get; private init; } = StoreOperations.All;

    internal int FirstCall { get; private init; } = 1;

    internal int Count { get; private init; } = int.MaxValue;

    internal bool IsAfterEffect { get; private init; }

    /// <summary>The backend fails: a <see cref="SessionStoreException"/> with an <see cref="IOException"/> inside.</summary>
    /// <returns>The fault.</returns>
    public static StoreFault Fail() => Fail(static () => new SessionStoreException("The session store failed on command.", new IOException("Injected fault.")));

    /// <summary>The call throws the given exception, for example one that a store should have translated.</summary>
    /// <param name="make">Creates a new exception for each call.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="make"/> is <see langword="null"/>.</exception>
    public static StoreFault Fail(Func<Exception> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new(FaultKind.Act) { Act = _ => throw make() };
    }

    /// <summary>The call is delayed. Cancelling the call ends the delay.</summary>
    /// <param name="time">The delay, measured by <paramref name="timeProvider"/>; not negative.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public static StoreFault Delay(TimeSpan time, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return Do(token => new(Task.Delay(time, timeProvider, token)));
    }

    /// <summary>The call waits for a task. Cancelling the call ends the wait.</summary>
    /// <param name="released">The task to wait for.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="released"/> is <see langword="null"/>.</exception>
    public static StoreFault WaitFor(Task released)
    {
        ArgumentNullException.ThrowIfNull(released);
        return Do(token => new(released.WaitAsync(token)));
    }

    /// <summary>An action runs during the call: another node writes, the client disconnects.</summary>
    /// <param name="act">The action; receives the call's cancellation token.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="act"/> is <see langword="null"/>.</exception>
    public static StoreFault Do(Func<CancellationToken, ValueTask> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        return new(FaultKind.Act) { Act = act };
    }

    /// <summary>
    /// The write is lost: the call answers as if it succeeded, but changes nothing. A read finds nothing.
    /// <see cref="ISessionStore.RemoveAllAsync"/> answers that it removed none.
    /// </summary>
    /// <returns>The fault.</returns>
    public static StoreFault Lose() => new(FaultKind.Lose);

    /// <summary>The payload is changed: in the result when a record is found or listed, in the input when it is created or replaced.</summary>
    /// <param name="change">Returns the changed payload; receives the correct one.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is <see langword="null"/>.</exception>
    public static StoreFault Corrupt(Func<ReadOnlyMemory<byte>, byte[]> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(FaultKind.Corrupt) { Change = change };
    }

    /// <summary>
    /// Reads return old data, like those of a replica: each record is found and listed as this store last read it
    /// before the fault was injected. Records that it had not read are missing. Writes are not affected.
    /// </summary>
    /// <returns>The fault.</returns>
    public static StoreFault Lag() => new(FaultKind.Lag);

    /// <summary>Affects these calls only.</summary>
    /// <param name="operations">The kinds of calls.</param>
    /// <returns>The fault.</returns>
    public StoreFault On(StoreOperations operations) => new(this) { Operations = operations };

    /// <summary>Affects the n-th matching call and all later ones, counted from the injection.</summary>
    /// <param name="number">The first affected call, from 1.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is not positive.</exception>
    public StoreFault AtCall(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return new(this) { FirstCall = number };
    }

    /// <summary>Affects only this number of calls.</summary>
    /// <param name="count">The number of calls; positive.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public StoreFault Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new(this) { Count = count };
    }

    /// <summary>
    /// The fault happens after the call's effect and before its answer: the write took effect, but the acknowledgement was
    /// lost. Has no influence on <see cref="Lose"/>, <see cref="Corrupt"/> and <see cref="Lag"/>.
    /// </summary>
    /// <returns>The fault.</returns>
    public StoreFault AfterEffect() => new(this) { IsAfterEffect = true };

    private StoreFault(StoreFault other)
    {
        Kind = other.Kind;
        Act = other.Act;
        Change = other.Change;
        Operations = other.Operations;
        FirstCall = other.FirstCall;
        Count = other.Count;
        IsAfterEffect = other.IsAfterEffect;
    }
}
