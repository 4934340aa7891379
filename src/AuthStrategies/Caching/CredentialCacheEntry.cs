namespace AuthStrategies.Caching;

/// <summary>A verified credential and what is known about it. Immutable.</summary>
internal sealed class CredentialCacheEntry<TFacts>(ulong hash, string text, in TFacts facts) : ICacheEntry
    where TFacts : struct, ICacheFacts
{
    // Header, hash, size, text; the fields of the facts belong to their size.
    private const int OwnSize = MemorySize.Header + 24;

    private readonly TFacts _facts = facts;

    public ulong Hash { get; } = hash;

    public string Text { get; } = text;

    public int Size { get; } = OwnSize + MemorySize.OfText(text) + facts.Size;

    public ref readonly TFacts Facts => ref _facts;
}
