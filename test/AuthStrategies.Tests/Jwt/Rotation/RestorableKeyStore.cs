namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>A key store that can be set back to what it had before, as from a backup.</summary>
internal sealed class RestorableKeyStore : IJwtKeyStore
{
    private readonly List<JwtKeyDocument> _saved = [];
    private JwtKeyDocument? _current;

    /// <summary>Every document that was saved, in order.</summary>
    public IReadOnlyList<JwtKeyDocument> Saved => _saved;

    public JwtKeyDocument? Current => _current;

    public void Restore(JwtKeyDocument? document) => _current = document;

    public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken) => new(_current);

    public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        if ((_current?.Version ?? 0) != document.Version - 1)
            return new(false);

        _saved.Add(document);
        _current = document;
        return new(true);
    }
}
