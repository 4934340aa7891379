using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>Who the client is, and until when. Immutable.</summary>
public sealed class AuthSessionResponse
{
    /// <summary>Whose login it is.</summary>
    [JsonPropertyName("subject")]
    public required string Subject { get; init; }

    /// <summary>The user's name, if the credential holds one.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The user's roles.</summary>
    [JsonPropertyName("roles")]
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The strategy that recognised the client.</summary>
    [JsonPropertyName("strategy")]
    public required string Strategy { get; init; }

    /// <summary>The public name of the session, if the server keeps one.</summary>
    [JsonPropertyName("sessionId")]
    public string? SessionId { get; init; }

    /// <summary>When the user last proved who they are. UTC.</summary>
    [JsonPropertyName("authenticatedAt")]
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>When the credential stops being accepted unless it is renewed before. UTC.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }
}
