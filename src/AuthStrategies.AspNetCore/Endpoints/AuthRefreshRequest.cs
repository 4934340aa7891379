using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>What a client of the bearer transport sends to refresh. Immutable.</summary>
public sealed class AuthRefreshRequest
{
    /// <summary>The refresh token.</summary>
    [JsonPropertyName("refreshToken")]
    public required string RefreshToken { get; init; }

    /// <summary>Never the token.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => "AuthRefreshRequest { RefreshToken = *** }";
}
