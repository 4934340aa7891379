using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>Writes the security schemes into the document.</summary>
internal sealed class SecuritySchemeWriter(IEnumerable<AuthStrategyDescriptor> strategies, IOptions<AuthHttpOptions> options) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        foreach (SecurityScheme scheme in SecurityScheme.All(strategies, options.Value))
            document.Components.SecuritySchemes.TryAdd(scheme.Id, scheme.Describe());
        return Task.CompletedTask;
    }
}
