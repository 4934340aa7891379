namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Marks the endpoint that describes the issuer of a strategy's tokens.</summary>
internal sealed record MetadataEndpointMetadata(string Strategy);
