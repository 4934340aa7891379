using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>The result of a logout. Immutable.</summary>
public sealed class AuthLogoutResponse
{
    /// <summary>
    /// <see cref="RevokeOutcome.Revoked"/>: the session has ended. <see cref="RevokeOutcome.RevokedAtExpiry"/>: the session has
    /// ended, but access tokens that were issued before are accepted until they expire. <see cref="RevokeOutcome.NotFound"/>:
    /// there was no session. <see cref="RevokeOutcome.NotSupported"/>: the token cannot be revoked and is accepted until it
    /// expires. In JSON by name.
    /// </summary>
    [JsonPropertyName("outcome")]
    [JsonConverter(typeof(JsonStringEnumConverter<RevokeOutcome>))]
    public required RevokeOutcome Outcome { get; init; }

    /// <summary>How many sessions a logout everywhere has ended, including the caller's; absent for a plain logout.</summary>
    [JsonPropertyName("ended")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ended { get; init; }
}
