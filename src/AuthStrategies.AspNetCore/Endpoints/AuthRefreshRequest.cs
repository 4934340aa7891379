using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>The body that a client of the bearer transport sends to refresh. Immutable.</summary>
public sealed class AuthRefreshRequest
{
    /// <summary>The refresh token.</summary>
    [JsonPropertyName("refreshToken")]
    public required string RefreshToken { get; init; }

    /// <summary>A text without the token.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => "AuthRefreshRequest { RefreshToken = *** }";
}
