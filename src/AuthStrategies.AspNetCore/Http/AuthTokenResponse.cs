using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>The body that a client of the bearer transport receives at sign-in and refresh. The names are those of ASP.NET Core's Identity endpoints. Immutable.</summary>
/// <remarks>
/// The server writes the names as <c>ConfigureHttpJsonOptions</c> says (<c>PropertyNamingPolicy</c>); the attributes have the names of the
/// default policy. A client of a server with another policy deserializes with the names of that policy.
/// </remarks>
public sealed class AuthTokenResponse
{
    /// <summary><c>Bearer</c>, or <c>DPoP</c> for a credential that is bound to a key of the client (RFC 9449 §5).</summary>
    [JsonPropertyName("tokenType")]
    public string TokenType { get; init; } = "Bearer";

    /// <summary>The credential, which the client sends as <c>Authorization: Bearer</c>, or <c>Authorization: DPoP</c> together with a proof.</summary>
    [JsonPropertyName("accessToken")]
    public required string AccessToken { get; init; }

    /// <summary>For how many seconds from now the credential is accepted if it is not renewed before.</summary>
    [JsonPropertyName("expiresIn")]
    public required long ExpiresIn { get; init; }

    /// <summary>The token that the client refreshes the access token with; absent when the strategy issues none.</summary>
    [JsonPropertyName("refreshToken")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }

    /// <summary>A text without the credential.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => $"AuthTokenResponse {{ AccessToken = ***, ExpiresIn = {ExpiresIn} }}";
}
