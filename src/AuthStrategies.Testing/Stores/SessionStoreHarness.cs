namespace AuthStrategies.Testing;

/// <summary>
/// What a store's author gives to <see cref="SessionStoreCase.RunAsync(SessionStoreHarness, CancellationToken)"/>: a
/// <b>fresh, empty vault</b>, how to open it, and, where its backend lets itself be handled, how to break, stall, fill and
/// damage it. Make a new one for each case and dispose of it afterwards.
/// </summary>
/// <remarks>
/// Members are set before the first case runs; a case may call the hooks from any thread, one at a time. What a hook
/// throws fails the case.
/// </remarks>
public sealed class SessionStoreHarness : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<ISessionStore>> _open;
    private readonly Lock _breaker = new();
    private readonly HashSet<ISessionStore> _opened = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes a harness over a vault.</summary>
    /// <param name="open">
    /// Opens the vault once more, as another node of the same application would. Each call makes a store of its own over
    /// the same data; a store that lives in memory hands out itself. Stores that are disposable are disposed of together
    /// with the harness.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="open"/> is <see langword="null"/>.</exception>
    public SessionStoreHarness(Func<CancellationToken, ValueTask<ISessionStore>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
    }

    /// <summary>Makes a harness over a store that is the whole vault, so that every node uses this very object.</summary>
    /// <param name="store">The store, empty. If it is disposable it is disposed of together with the harness.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is <see langword="null"/>.</exception>
    public SessionStoreHarness(ISessionStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _open = _ => new(store);
    }

    /// <summary>
    /// The clock of the cases, and of the store if that takes one. A store over a backend with a clock of its own needs
    /// none: this one starts far in the future (<see cref="SettableTimeProvider.DefaultStart"/>), so nothing the cases
    /// store expires by a real clock.
    /// </summary>
    public SettableTimeProvider Time { get; init; } = new();

    /// <summary>
    /// How often a race is run: 1000 by default, at least 4. Thousands in memory; some dozens where each call crosses a
    /// network. A race that needs more calls makes a multiple of them.
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
    /// Whether <see cref="ISessionStore.RemoveExpiredAsync"/> removes: <see langword="true"/> by default. A store whose
    /// backend cleans up by itself says <see langword="false"/>.
    /// </summary>
    public bool RemovesExpired { get; init; } = true;

    /// <summary>
    /// How long after a removal another node may still find what was removed: zero by default, which is what the contract
    /// of <see cref="ISessionStore"/> demands. A cache in front of a store states its own bound here; the cases let
    /// that much time pass by <see cref="Time"/> before they ask another node.
    /// </summary>
    public TimeSpan MaxStaleness { get; init; }

    /// <summary>How long, by the real clock, a case waits for a call that must end when it is cancelled before it gives the call up. Default: 30 seconds. Positive.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes the backend fail: every call from now on ends in trouble (stop the server, close the file, revoke the right).</summary>
    public Func<CancellationToken, ValueTask>? BreakAsync { get; init; }

    /// <summary>Undoes <see cref="BreakAsync"/>: stores that are open work again, without being opened anew.</summary>
    public Func<CancellationToken, ValueTask>? RepairAsync { get; init; }

    /// <summary>Makes the backend answer no more without failing (pause the server, hold a lock).</summary>
    public Func<CancellationToken, ValueTask>? StallAsync { get; init; }

    /// <summary>Undoes <see cref="StallAsync"/>.</summary>
    public Func<CancellationToken, ValueTask>? ResumeAsync { get; init; }

    /// <summary>Fills the vault: there is no room for one more record, while what is there stays.</summary>
    public Func<CancellationToken, ValueTask>? FillAsync { get; init; }

    /// <summary>Damages a stored record behind the store's back, so that it can no longer be read (another type at its key, half of its bytes).</summary>
    public Func<SessionId, CancellationToken, ValueTask>? DamageAsync { get; init; }

    /// <summary>Loses a stored record behind the store's back while the list of its subject still names it (what an evicting cache does).</summary>
    public Func<SessionId, CancellationToken, ValueTask>? EvictAsync { get; init; }

    /// <summary>What this harness offers, by what was set.</summary>
    public SessionStoreNeeds Offers =>
        Offer(RemovesExpired, SessionStoreNeeds.Cleanup)
        | Offer(BreakAsync is not null && RepairAsync is not null, SessionStoreNeeds.Failure)
        | Offer(StallAsync is not null && ResumeAsync is not null, SessionStoreNeeds.Stall)
        | Offer(FillAsync is not null, SessionStoreNeeds.Limit)
        | Offer(DamageAsync is not null, SessionStoreNeeds.Damage)
        | Offer(EvictAsync is not null, SessionStoreNeeds.Eviction);

    /// <summary>Opens the vault once more: another node.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The store.</returns>
    public async ValueTask<ISessionStore> OpenStoreAsync(CancellationToken cancellationToken = default)
    {
        ISessionStore store = await _open(cancellationToken).ConfigureAwait(false);
        lock (_breaker)
            _opened.Add(store);
        return store;
    }

    /// <summary>Disposes of every store that was opened. What the vault itself needs (a server, a file) is the caller's.</summary>
    /// <returns>When done.</returns>
    public async ValueTask DisposeAsync()
    {
        ISessionStore[] opened;
        lock (_breaker)
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
