namespace AuthStrategies.Stores.NearCache;

/// <summary>How things stood just before a record was read: what a copy's life is counted from.</summary>
/// <param name="Subscription">By which subscription word of changes came; zero if by none.</param>
/// <param name="Generation">After how many invalidations.</param>
/// <param name="ReadAt">At which timestamp of the clock.</param>
internal readonly record struct NearCacheReadState(long Subscription, long Generation, long ReadAt);
