using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>Writes into each operation which credentials it accepts, and its refusals.</summary>
internal sealed class SecurityRequirementWriter(
    IEnumerable<AuthStrategyDescriptor> strategies, IOptions<AuthHttpOptions> options, IServiceProvider services)
    : IOpenApiOperationTransformer
{
    private const string ProblemSchema = nameof(ProblemDetails);

    private static readonly (string Status, string Description)[] Refusals =
    [
        ("400", "The request's credentials are malformed or ambiguous."),
        ("401", "The request contains no valid credential."),
        ("403", "The user is not allowed to do this, or the request comes from another site."),
        ("503", "Authentication is temporarily unavailable. Try again after Retry-After."),
    ];

    private static readonly (string Status, string Description) OtherSite = ("403", "The request comes from another site.");

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(context);
        await ForgottenCall.ThrowIfMissingAsync(services).ConfigureAwait(false);
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        RequiredSchemes schemes = new(services.GetRequiredService<IAuthorizationPolicyProvider>(), services.GetRequiredService<IAuthenticationSchemeProvider>());
        IReadOnlyList<string> required = await schemes.FindAsync(metadata).ConfigureAwait(false);
        SecurityScheme[] accepted = [.. SecurityScheme.All(strategies, options.Value, SecurityScheme.UsesDPoP(services)).Where(scheme => Accepts(required, scheme))];
        if (metadata.OfType<AuthSameOriginMetadata>().Any() && IsUnsafe(context.Description.HttpMethod))
            await DescribeRefusalsAsync(operation, context, [OtherSite], cancellationToken).ConfigureAwait(false);
        if (accepted.Length == 0)
            return;

        operation.Security ??= [];
        foreach (SecurityScheme scheme in accepted)
            operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(scheme.Id, context.Document)] = [] });
        // Our own endpoints say themselves how they refuse, unless the application demands more.
        if (!metadata.OfType<AuthCredentialMetadata>().Any() || metadata.OfType<IAuthorizeData>().Any())
            await DescribeRefusalsAsync(operation, context, Refusals, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsUnsafe(string? method) =>
        method is null || !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method));

    private static bool Accepts(IReadOnlyList<string> required, SecurityScheme scheme) =>
        required.Contains(AuthStrategyDefaults.Scheme) || required.Contains(scheme.Strategy.Name);

    private static async Task DescribeRefusalsAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, (string Status, string Description)[] refusals, CancellationToken cancellationToken)
    {
        OpenApiSchema problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), cancellationToken: cancellationToken).ConfigureAwait(false);
        context.Document!.AddComponent(ProblemSchema, problem);
        operation.Responses ??= [];
        foreach ((string status, string description) in refusals)
        {
            operation.Responses.TryAdd(status, new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, context.Document) },
                },
            });
        }
    }
}
