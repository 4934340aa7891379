namespace AuthStrategies.Caching;

/// <summary>What a cache keeps in a slot.</summary>
internal interface ICacheEntry
{
    /// <summary>About how many bytes of memory the entry uses, with all that it refers to and that no other object keeps. Not negative; never changes.</summary>
    int Size { get; }
}
