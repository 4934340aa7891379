using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>Writes the body into the operations that read a refresh token from it: JSON, and the form of OAuth 2.0 (RFC 6749 §6).</summary>
internal sealed class TokenBodyWriter(IEnumerable<AuthStrategyDescriptor> strategies, IOptions<AuthHttpOptions> options) : IOpenApiOperationTransformer
{
    private const string Token = "refresh_token";
    private const string Grant = "grant_type";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(context);
        // The application's own description wins.
        if (operation.RequestBody is not null || context.Description.ActionDescriptor.EndpointMetadata.OfType<AuthTokenBodyMetadata>().LastOrDefault() is not { } body)
            return;

        OpenApiSchema json = await context.GetOrCreateSchemaAsync(typeof(AuthRefreshRequest), cancellationToken: cancellationToken).ConfigureAwait(false);
        context.Document!.AddComponent(nameof(AuthRefreshRequest), json);
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The refresh token, unless it comes in a cookie or header.",
            Required = body.IsRefresh && !strategies.Any(RefreshesWithoutBody),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(nameof(AuthRefreshRequest), context.Document) },
                ["application/x-www-form-urlencoded"] = new() { Schema = Form() },
            },
        };
    }

    private bool RefreshesWithoutBody(AuthStrategyDescriptor strategy) =>
        strategy.Capabilities.CanRefresh && (!strategy.Capabilities.IssuesRefreshTokens || options.Value.SourcesOf(strategy).HasFlag(CredentialSources.Cookie));

    private static OpenApiSchema Form() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { Token },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            [Grant] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [Token] },
            [Token] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };
}
