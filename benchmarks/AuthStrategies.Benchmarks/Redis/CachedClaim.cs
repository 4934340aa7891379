namespace AuthStrategies.Benchmarks.Redis;

internal sealed record CachedClaim(string Type, string Value);
