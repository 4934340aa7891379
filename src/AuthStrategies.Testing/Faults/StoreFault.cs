using AuthStrategies.Testing.Faults;

namespace AuthStrategies.Testing;

/// <summary>
/// Something that goes wrong in a <see cref="FaultySessionStore"/>: what (<see cref="Fail()"/>, <see cref="Lose"/>,
/// <see cref="Lag"/>, …), at which calls (<see cref="On"/>, <see cref="AtCall"/>, <see cref="Times"/>) and on which side of
/// the effect (<see cref="AfterEffect"/>). Unless narrowed it strikes every call, before the effect. Immutable: each verb
/// gives a new fault.
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

    /// <summary>The backend is in trouble: a <see cref="SessionStoreException"/> with an <see cref="IOException"/> inside.</summary>
    /// <returns>The fault.</returns>
    public static StoreFault Fail() => Fail(static () => new SessionStoreException("The session store failed on command.", new IOException("Injected fault.")));

    /// <summary>An exception of your choice, such as one a store should have translated.</summary>
    /// <param name="make">Makes the exception, anew for each call.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="make"/> is <see langword="null"/>.</exception>
    public static StoreFault Fail(Func<Exception> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new(FaultKind.Act) { Act = _ => throw make() };
    }

    /// <summary>The call takes its time. Cancelling it ends the wait.</summary>
    /// <param name="time">How long, by <paramref name="clock"/>; not negative.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="clock"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public static StoreFault Delay(TimeSpan time, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return Do(token => new(Task.Delay(time, clock, token)));
    }

    /// <summary>The call waits for something. Cancelling it ends the wait.</summary>
    /// <param name="released">What it waits for.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="released"/> is <see langword="null"/>.</exception>
    public static StoreFault WaitFor(Task released)
    {
        ArgumentNullException.ThrowIfNull(released);
        return Do(token => new(released.WaitAsync(token)));
    }

    /// <summary>Something else happens at that very moment: another node writes, the client goes away.</summary>
    /// <param name="act">What happens; gets the call's token.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="act"/> is <see langword="null"/>.</exception>
    public static StoreFault Do(Func<CancellationToken, ValueTask> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        return new(FaultKind.Act) { Act = act };
    }

    /// <summary>
    /// The write is lost: the call answers as if it had taken place, and nothing has happened. A read finds nothing.
    /// Removing all says that it removed none.
    /// </summary>
    /// <returns>The fault.</returns>
    public static StoreFault Lose() => new(FaultKind.Lose);

    /// <summary>The payload is changed: on its way out when it is found or listed, on its way in when it is created or replaced.</summary>
    /// <param name="change">Makes the changed payload; gets the right one.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is <see langword="null"/>.</exception>
    public static StoreFault Corrupt(Func<ReadOnlyMemory<byte>, byte[]> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(FaultKind.Corrupt) { Change = change };
    }

    /// <summary>
    /// Reads lag behind, as those of a replica do: a record is found and listed as it was last read through this store
    /// before the fault was injected, and what had not been read is not there yet. Writes are not affected.
    /// </summary>
    /// <returns>The fault.</returns>
    public static StoreFault Lag() => new(FaultKind.Lag);

    /// <summary>Strikes these calls only.</summary>
    /// <param name="operations">Which.</param>
    /// <returns>The fault.</returns>
    public StoreFault On(StoreOperations operations) => new(this) { Operations = operations };

    /// <summary>Strikes from the n-th of its calls on, counted from when it was injected.</summary>
    /// <param name="number">The first call to strike, from 1.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is not positive.</exception>
    public StoreFault AtCall(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return new(this) { FirstCall = number };
    }

    /// <summary>Strikes so often, then no more.</summary>
    /// <param name="count">How often; positive.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public StoreFault Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new(this) { Count = count };
    }

    /// <summary>
    /// Strikes when the call has taken effect and before it is answered: the write was done and the acknowledgement was
    /// lost. Makes no difference to <see cref="Lose"/>, <see cref="Corrupt"/> and <see cref="Lag"/>.
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
