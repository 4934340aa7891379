namespace AuthStrategies.Testing;

/// <summary>
/// What the author of a key store gives to <see cref="JwtKeyStoreCase.RunAsync"/>: how to open a <b>new, empty backend</b>, and how to break it.
/// Create a new harness for each case and dispose it after the case.
/// </summary>
public sealed class JwtKeyStoreHarness : IAsyncDisposable
{
    private readonly Func<IJwtKeyStore> _open;
    private readonly Lock _lock = new();
    private readonly HashSet<IJwtKeyStore> _opened = new(ReferenceEqualityComparer.Instance);

    /// <summary>Creates a harness over a backend.</summary>
    /// <param name="open">
    /// Opens the backend once more, like another node of the same application. A store that keeps its data in memory returns itself. The harness
    /// disposes the stores that are disposable.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="open"/> is <see langword="null"/>.</exception>
    public JwtKeyStoreHarness(Func<IJwtKeyStore> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
    }

    /// <summary>How often a race is repeated: at least 4; default 200. Use a few dozen if each call crosses a network.</summary>
    public int Rounds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 4);
            field = value;
        }
    } = 200;

    /// <summary>Makes every later call to the backend fail (stop the server, make the file a directory). <see langword="null"/>: the case about failures is not applicable.</summary>
    public Func<CancellationToken, ValueTask>? BreakAsync { get; init; }

    /// <summary>Undoes <see cref="BreakAsync"/>. Open stores must work again without being opened anew.</summary>
    public Func<CancellationToken, ValueTask>? RepairAsync { get; init; }

    /// <summary>Opens the backend once more, as another node.</summary>
    /// <returns>The store.</returns>
    public IJwtKeyStore OpenStore()
    {
        IJwtKeyStore store = _open();
        lock (_lock)
            _opened.Add(store);
        return store;
    }

    /// <summary>Disposes every opened store. The caller disposes the resources of the backend (a server, a file).</summary>
    /// <returns>A task that completes when all stores are disposed.</returns>
    public async ValueTask DisposeAsync()
    {
        IJwtKeyStore[] opened;
        lock (_lock)
        {
            opened = [.. _opened];
            _opened.Clear();
        }

        foreach (IJwtKeyStore store in opened)
        {
            if (store is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else
                (store as IDisposable)?.Dispose();
        }
    }
}
