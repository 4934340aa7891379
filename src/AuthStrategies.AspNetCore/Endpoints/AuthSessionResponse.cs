using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>Who the client is, and until when. Immutable, except for <see cref="Additional"/>.</summary>
public sealed class AuthSessionResponse
{
    /// <summary>The user's subject.</summary>
    [JsonPropertyName("subject")]
    public required string Subject { get; init; }

    /// <summary>The user's name, if the credential contains one.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The user's roles.</summary>
    [JsonPropertyName("roles")]
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The strategy that authenticated the client.</summary>
    [JsonPropertyName("strategy")]
    public required string Strategy { get; init; }

    /// <summary>The session id, if the server keeps a session.</summary>
    [JsonPropertyName("sessionId")]
    public string? SessionId { get; init; }

    /// <summary>When the user last logged in. UTC.</summary>
    [JsonPropertyName("authenticatedAt")]
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>When the credential expires if it is not renewed before. UTC.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// Members that the application adds, for example an e-mail address, in JSON beside the others and under exactly these names. A name of
    /// another member is an error. Without reflection, the type of each value needs generated code; text has it.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, object?> Additional { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}
