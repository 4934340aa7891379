namespace AuthStrategies.Issuers.Tests.Servers;

/// <summary>A key store that counts its calls, and can be down.</summary>
internal sealed class SwitchedKeyStore(IJwtKeyStore inner) : IJwtKeyStore
{
    private int _loads;

    public int Loads => Volatile.Read(ref _loads);

    public bool IsDown { get; set; }

    public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        return IsDown ? throw new JwtKeyStoreException("The key store is down.") : inner.LoadAsync(strategy, cancellationToken);
    }

    public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken) =>
        IsDown ? throw new JwtKeyStoreException("The key store is down.") : inner.TrySaveAsync(strategy, document, cancellationToken);
}
