namespace AuthStrategies.Testing;

/// <summary>
/// What a store's author gives to <see cref="SessionStoreCase.RunAsync(SessionStoreHarness, CancellationToken)"/>: how to
/// open a <b>new, empty backend</b> and, if tests can control the backend, how to break, stall, fill and
/// damage it. Create a new harness for each case and dispose it after the case.
/// </summary>
/// <remarks>
/// Set all members before the first case runs. A case may call the hooks from any thread, one at a time. An exception
/// from a hook fails the case.
/// </remarks>
public sealed class SessionStoreHarness : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<ISessionStore>> _open;
    private readonly Lock _lock = new();
    private readonly HashSet<ISessionStore> _opened = new(ReferenceEqualityComparer.Instance);

    /// <summary>Creates a harness over a backend.</summary>
    /// <param name="open">
    /// Opens the backend once more, like another node of the same application. Each call returns a new store over the same
    /// data; a store that keeps its data in memory returns itself. The harness disposes the stores that are disposable.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="open"/> is <see langword="null"/>.</exception>
    public SessionStoreHarness(Func<CancellationToken, ValueTask<ISessionStore>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
    }

    /// <summary>Creates a harness over a store without a separate backend: every node uses this one object.</summary>
    /// <param name="store">The store, empty. If it is disposable, the harness disposes it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is <see langword="null"/>.</exception>
    public SessionStoreHarness(ISessionStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _open = _ => new(store);
        OffersEnumeration = store.GetService<ISessionEnumerator>() is not null;
    }

    /// <summary>
    /// The clock of the cases, and of the store if it takes a clock. A store whose backend has its own clock does not need
    /// it: this clock starts far in the future (<see cref="SettableTimeProvider.DefaultStart"/>), so that no record of
    /// a case expires by a real clock.
    /// </summary>
    public SettableTimeProvider Time { get; init; } = new();

    /// <summary>
    /// How often a race is repeated: at least 4; default 1000. Use thousands in memory, and a few dozen if each call
    /// crosses a network. A race that needs more calls makes a multiple of them.
    /// </summary>
    public int Rounds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 4);
            field = value;
        }
    } = 1000;

    /// <summary>
    /// Whether <see cref="ISessionStore.RemoveExpiredAsync"/> removes records. Default: <see langword="true"/>. Set it to
    /// <see langword="false"/> if the backend removes expired records automatically.
    /// </summary>
    public bool RemovesExpired { get; init; } = true;

    /// <summary>
    /// Whether the store offers <see cref="ISessionEnumerator"/>. Default: what the store's <see cref="ISessionStore.GetService"/> says, if the
    /// harness was created over one store; <see langword="false"/> if a function opens the stores. A case fails if this is wrong.
    /// </summary>
    public bool OffersEnumeration { get; init; }

    /// <summary>
    /// How long after a removal another node may still find the record. Default: zero, as the contract
    /// of <see cref="ISessionStore"/> demands. For a cache in front of a store, set its limit here; the cases let
    /// this much time pass by <see cref="Time"/> before they ask another node.
    /// </summary>
    public TimeSpan MaxStaleness { get; init; }

    /// <summary>How long, by the real clock, a case waits for a call that must end when it is cancelled. Must be positive; default: 30 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes every later call to the backend fail (stop the server, close the file, revoke the permission).</summary>
    public Func<CancellationToken, ValueTask>? BreakAsync { get; init; }

    /// <summary>Undoes <see cref="BreakAsync"/>. Open stores must work again without being opened anew.</summary>
    public Func<CancellationToken, ValueTask>? RepairAsync { get; init; }

    /// <summary>Makes the backend stop answering without failing (pause the server, take a lock).</summary>
    public Func<CancellationToken, ValueTask>? StallAsync { get; init; }

    /// <summary>Undoes <see cref="StallAsync"/>.</summary>
    public Func<CancellationToken, ValueTask>? ResumeAsync { get; init; }

    /// <summary>Fills the backend, so that it has no space for another record. Existing records stay.</summary>
    public Func<CancellationToken, ValueTask>? FillAsync { get; init; }

    /// <summary>Damages a stored record without using the store, so that it cannot be read (another type at its key, half of its bytes).</summary>
    public Func<SessionId, CancellationToken, ValueTask>? DamageAsync { get; init; }

    /// <summary>Deletes a stored record without using the store while its subject's list still contains it, like an evicting cache.</summary>
    public Func<SessionId, CancellationToken, ValueTask>? EvictAsync { get; init; }

    /// <summary>What this harness offers; computed from the members that are set.</summary>
    public SessionStoreNeeds Offers =>
        Offer(RemovesExpired, SessionStoreNeeds.Cleanup)
        | Offer(BreakAsync is not null && RepairAsync is not null, SessionStoreNeeds.Failure)
        | Offer(StallAsync is not null && ResumeAsync is not null, SessionStoreNeeds.Stall)
        | Offer(FillAsync is not null, SessionStoreNeeds.Limit)
        | Offer(DamageAsync is not null, SessionStoreNeeds.Damage)
        | Offer(EvictAsync is not null, SessionStoreNeeds.Eviction)
        | Offer(OffersEnumeration, SessionStoreNeeds.Enumeration);

    /// <summary>Opens the backend once more, as another node.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The store.</returns>
    public async ValueTask<ISessionStore> OpenStoreAsync(CancellationToken cancellationToken = default)
    {
        ISessionStore store = await _open(cancellationToken).ConfigureAwait(false);
        lock (_lock)
            _opened.Add(store);
        return store;
    }

    /// <summary>Disposes every opened store. The caller disposes the resources of the backend (a server, a file).</summary>
    /// <returns>A task that completes when all stores are disposed.</returns>
    public async ValueTask DisposeAsync()
    {
        ISessionStore[] opened;
        lock (_lock)
        {
            opened = [.. _opened];
            _opened.Clear();
        }

        foreach (ISessionStore store in opened)
        {
            if (store is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else
                (store as IDisposable)?.Dispose();
        }
    }

    private static SessionStoreNeeds Offer(bool isOffered, SessionStoreNeeds need) => isOffered ? need : SessionStoreNeeds.None;
}
