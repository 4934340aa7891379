namespace AuthStrategies.AspNetCore.Tests.Health;

/// <summary>A key store in memory that can be told not to load or not to save, and counts its calls.</summary>
internal sealed class ScriptedKeyStore : IJwtKeyStore
{
    /// <summary>An address that no report may contain.</summary>
    public const string Secret = "10.11.12.13:6379,password=hunter2";

    private readonly InMemoryJwtKeyStore _inner = new();

    public bool CanLoad { get; set; } = true;

    public bool CanSave { get; set; } = true;

    public int Saves { get; private set; }

    public int Loads { get; private set; }

    public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        Loads++;
        return CanLoad ? _inner.LoadAsync(strategy, cancellationToken) : throw new JwtKeyStoreException($"No answer from {Secret}.");
    }

    public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        Saves++;
        return CanSave ? _inner.TrySaveAsync(strategy, document, cancellationToken) : throw new JwtKeyStoreException($"No answer from {Secret}.");
    }
}
