using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>What a logout has come to. Immutable.</summary>
public sealed class AuthLogoutResponse
{
    /// <summary>
    /// What became of the login: <see cref="RevokeOutcome.Revoked"/>, nobody accepts it any more; <see cref="RevokeOutcome.RevokedAtExpiry"/>,
    /// it is ended, and access tokens already out live until they expire; <see cref="RevokeOutcome.NotFound"/>, there was none;
    /// <see cref="RevokeOutcome.NotSupported"/>, the token cannot be revoked and lives until it expires. In JSON by name.
    /// </summary>
    [JsonPropertyName("outcome")]
    [JsonConverter(typeof(JsonStringEnumConverter<RevokeOutcome>))]
    public required RevokeOutcome Outcome { get; init; }

    /// <summary>How many logins were ended by a logout everywhere, the caller's own included; not there for a plain logout.</summary>
    [JsonPropertyName("ended")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ended { get; init; }
}
