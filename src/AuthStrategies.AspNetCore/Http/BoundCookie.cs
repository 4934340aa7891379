namespace AuthStrategies.AspNetCore.Http;

/// <summary>A bound cookie that was made and not sent yet. Immutable.</summary>
/// <param name="Value">Its value.</param>
/// <param name="EndsAt">Until when it is accepted.</param>
internal readonly record struct BoundCookie(string Value, DateTimeOffset EndsAt);
