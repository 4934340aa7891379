namespace AuthStrategies.Caching;

/// <summary>A verified credential and what is known about it. Immutable.</summary>
internal sealed class CredentialCacheEntry<TFacts>(ulong hash, string text, in TFacts facts)
    where TFacts : struct
{
    private readonly TFacts _facts = facts;

    public ulong Hash { get; } = hash;

    public string Text { get; } = text;

    public ref readonly TFacts Facts => ref _facts;
}
