namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Marks the endpoint that publishes a strategy's keys.</summary>
internal sealed record JwksEndpointMetadata(string Strategy);
