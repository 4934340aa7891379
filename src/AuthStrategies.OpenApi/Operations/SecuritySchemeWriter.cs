using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>Writes the security schemes into the document.</summary>
internal sealed class SecuritySchemeWriter(IEnumerable<AuthStrategyDescriptor> strategies, IOptions<AuthHttpOptions> options, IServiceProvider services) : IOpenApiDocumentTransformer
{
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        await ForgottenCall.ThrowIfMissingAsync(services).ConfigureAwait(false);
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        foreach (SecurityScheme scheme in SecurityScheme.All(strategies, options.Value, SecurityScheme.UsesDPoP(services), PathBaseOf(document)))
            document.Components.SecuritySchemes.TryAdd(scheme.Id, scheme.Describe());
    }

    // The framework writes the path base of the request into the address of the server.
    private PathString PathBaseOf(OpenApiDocument document)
    {
        if (!string.IsNullOrEmpty(options.Value.PathBase))
            return options.Value.PathBase;

        string? address = document.Servers?.FirstOrDefault()?.Url;
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? PathString.FromUriComponent(uri) : default;
    }
}
