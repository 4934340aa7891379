namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>A key store that counts its calls, and fails or stops answering on command.</summary>
internal sealed class FaultyKeyStore(IJwtKeyStore? inner = null) : IJwtKeyStore
{
    private readonly IJwtKeyStore _inner = inner ?? new InMemoryJwtKeyStore();
    private int _loads;
    private int _saves;

    public int Loads => _loads;

    public int Saves => _saves;

    /// <summary>Thrown by every load, if set.</summary>
    public Exception? LoadFailure { get; set; }

    /// <summary>Thrown by every save, if set.</summary>
    public Exception? SaveFailure { get; set; }

    /// <summary>What every load waits for after it has looked, if set: its answer is old by then.</summary>
    public Task? LoadsWaitFor { get; set; }

    /// <summary>What is loaded instead, if set.</summary>
    public Func<JwtKeyDocument?, JwtKeyDocument?>? Change { get; set; }

    public async ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        if (LoadFailure is { } failure)
            throw failure;

        JwtKeyDocument? document = await _inner.LoadAsync(strategy, cancellationToken);
        if (LoadsWaitFor is { } release)
            await release;
        return Change is null ? document : Change(document);
    }

    public async ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        if (SaveFailure is { } failure)
            throw failure;

        bool saved = await _inner.TrySaveAsync(strategy, document, cancellationToken);
        if (saved)
            Interlocked.Increment(ref _saves);
        return saved;
    }
}
