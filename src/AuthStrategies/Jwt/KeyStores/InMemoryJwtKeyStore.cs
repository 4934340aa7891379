using System.Collections.Concurrent;

namespace AuthStrategies;

/// <summary>
/// Keeps rotating keys in the memory of this process: the default, for tests and demonstrations. When the process ends, the
/// keys are lost and every token that they signed becomes invalid; several nodes need a shared store. A thread-safe singleton.
/// </summary>
/// <remarks>Every call completes before it returns. A cancellation token that is already cancelled stops the call before it has any effect.</remarks>
public sealed class InMemoryJwtKeyStore : IJwtKeyStore
{
    private readonly ConcurrentDictionary<string, JwtKeyDocument> _documents = new(StringComparer.Ordinal);

    /// <summary>Whether no call of the application chose this store.</summary>
    internal bool IsDefault { get; init; }

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

        // Compares references: a caller that replaced the document in between stored another object.
        bool isNext = _documents.TryGetValue(strategy, out JwtKeyDocument? stored) && stored.Version == document.Version - 1;
        return new(isNext && _documents.TryUpdate(strategy, document, stored!));
    }
}
