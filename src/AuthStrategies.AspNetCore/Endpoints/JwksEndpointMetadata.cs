namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Marks the endpoint that publishes the keys of a strategy.</summary>
internal sealed record JwksEndpointMetadata(string Strategy);
