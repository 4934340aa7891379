using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>The result of ending all other sessions of a user. Immutable.</summary>
public sealed class AuthLogoutOthersResponse
{
    /// <summary>
    /// How many sessions have ended. The caller's own is not one of them. Access tokens of a JWT strategy that were issued before are
    /// accepted until they expire, unless <c>RequireLiveSession</c> is on.
    /// </summary>
    [JsonPropertyName("ended")]
    public required int Ended { get; init; }
}
