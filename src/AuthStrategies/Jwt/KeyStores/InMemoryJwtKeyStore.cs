using System.Collections.Concurrent;

namespace AuthStrategies;

/// <summary>
/// Keeps rotating keys in this process: the default, for tests and demonstrations. The keys are gone when the process ends,
/// and with them every token they have signed; several nodes need a store that they share. A thread-safe singleton.
/// </summary>
/// <remarks>Every call has ended when it returns. A token that is cancelled already stops it before any effect.</remarks>
public sealed class InMemoryJwtKeyStore : IJwtKeyStore
{
    private readonly ConcurrentDictionary<string, JwtKeyDocument> _documents = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        cancellationToken.ThrowIfCancellationRequested();
        return new(_documents.GetValueOrDefault(strategy));
    }

    /// <inheritdoc />
    public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        ArgumentNullException.ThrowIfNull(document);
        cancellationToken.ThrowIfCancellationRequested();
        if (document.Version == 1)
            return new(_documents.TryAdd(strategy, document));

        // A reference is compared: whoever replaced the document meanwhile put another object there.
        bool isNext = _documents.TryGetValue(strategy, out JwtKeyDocument? stored) && stored.Version == document.Version - 1;
        return new(isNext && _documents.TryUpdate(strategy, document, stored!));
    }
}
