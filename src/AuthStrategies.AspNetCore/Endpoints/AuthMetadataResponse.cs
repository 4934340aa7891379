using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>The part of OpenID Connect Discovery 1.0 §3 that lets others verify our tokens. This is not an OpenID provider: clients cannot log in here. Immutable.</summary>
public sealed class AuthMetadataResponse
{
    /// <summary>The issuer that tokens name.</summary>
    [JsonPropertyName("issuer")]
    public required string Issuer { get; init; }

    /// <summary>Where the public keys are.</summary>
    [JsonPropertyName("jwks_uri")]
    public required Uri JwksUri { get; init; }

    /// <summary>The algorithms tokens are signed with.</summary>
    [JsonPropertyName("id_token_signing_alg_values_supported")]
    public required IReadOnlyList<string> SigningAlgorithms { get; init; }

    /// <summary>The algorithms that DPoP proofs may be signed with (RFC 9449 §5.1); absent if the application does not use DPoP.</summary>
    [JsonPropertyName("dpop_signing_alg_values_supported")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DPoPSigningAlgorithms { get; init; }

    /// <summary>Empty: there is no authorization endpoint.</summary>
    [JsonPropertyName("response_types_supported")]
    public IReadOnlyList<string> ResponseTypes { get; init; } = [];

    /// <summary>Always <c>public</c>: a user has the same subject for all clients.</summary>
    [JsonPropertyName("subject_types_supported")]
    public IReadOnlyList<string> SubjectTypes { get; init; } = ["public"];
}
