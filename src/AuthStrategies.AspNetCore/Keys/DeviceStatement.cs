namespace AuthStrategies.AspNetCore.Keys;

/// <summary>What a browser was given about a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="EndsAt">Until when it counts.</param>
/// <param name="Thumbprint">The thumbprint of the key; empty in a challenge.</param>
internal readonly record struct DeviceStatement(SessionId Session, DateTimeOffset EndsAt, ReadOnlyMemory<byte> Thumbprint);
