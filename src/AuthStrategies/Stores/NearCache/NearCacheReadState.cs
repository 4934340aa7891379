namespace AuthStrategies.Stores.NearCache;

/// <summary>The state directly before a record was read; the age of a cache entry is measured from it.</summary>
/// <param name="Subscription">The subscription that delivered messages; zero if there was none.</param>
/// <param name="Generation">The number of invalidations so far.</param>
/// <param name="ReadAt">The timestamp of the clock.</param>
internal readonly record struct NearCacheReadState(long Subscription, long Generation, long ReadAt);
