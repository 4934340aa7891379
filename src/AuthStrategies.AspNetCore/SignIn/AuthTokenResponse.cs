using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>What a client of the bearer transport receives at sign-in and at refresh; the names are those of ASP.NET Core's own token endpoints. Immutable.</summary>
public sealed class AuthTokenResponse
{
    /// <summary>Always <c>Bearer</c>.</summary>
    [JsonPropertyName("tokenType")]
    public string TokenType { get; init; } = "Bearer";

    /// <summary>The credential, to be sent as <c>Authorization: Bearer</c>.</summary>
    [JsonPropertyName("accessToken")]
    public required string AccessToken { get; init; }

    /// <summary>For how many seconds from now the credential is accepted, unless it is renewed before.</summary>
    [JsonPropertyName("expiresIn")]
    public required long ExpiresIn { get; init; }

    /// <summary>What buys the next access token; not there when the strategy issues none.</summary>
    [JsonPropertyName("refreshToken")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }

    /// <summary>Never the credential.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => $"AuthTokenResponse {{ AccessToken = ***, ExpiresIn = {ExpiresIn} }}";
}
