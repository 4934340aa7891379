using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>A client of a session in the list of a user's sessions. Immutable.</summary>
public sealed class AuthClientItem
{
    /// <summary>Its address, shortened by default (<see cref="AuthHttpOptions.ClientAddress"/>).</summary>
    [JsonPropertyName("address")]
    public string? Address { get; init; }

    /// <summary>Its <c>User-Agent</c>. A page must encode it as HTML.</summary>
    [JsonPropertyName("userAgent")]
    public string? UserAgent { get; init; }

    /// <summary>When it was seen. UTC.</summary>
    [JsonPropertyName("seenAt")]
    public DateTimeOffset? SeenAt { get; init; }

    internal static AuthClientItem? Of(ClientFacts? client) =>
        client is null ? null : new() { Address = client.Address, UserAgent = client.UserAgent, SeenAt = client.SeenAt };
}
