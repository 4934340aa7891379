namespace AuthStrategies.Jwt.Rotation;

/// <summary>A strategy's document as it is in the store, understood.</summary>
internal sealed record KeyEntry(long Version, KeyTimeline Timeline);
