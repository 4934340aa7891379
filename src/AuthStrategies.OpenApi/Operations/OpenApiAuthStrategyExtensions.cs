using AuthStrategies.OpenApi.Operations;
using Microsoft.AspNetCore.OpenApi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Describes strategies in OpenAPI documents.</summary>
public static class OpenApiAuthStrategyExtensions
{
    /// <summary>
    /// Adds the security schemes of the strategies (a cookie, a bearer token) to a document. Adds to each operation that requires
    /// authorization the schemes that it accepts, and the refusals 400, 401, 403 and 503 with their problem details. Anonymous
    /// operations and operations that name other schemes do not change, except that those with <c>RequireSameOrigin</c>, a login for example, get
    /// 403. The operations for refresh and logout get the body that they read.
    /// </summary>
    /// <remarks>
    /// If an operation describes a refusal itself, its description is kept. Requirements that were added with
    /// <c>MapControllers().RequireAuthorization()</c> are not seen, because API descriptions of controllers do not contain them;
    /// attributes and policies are seen.
    /// </remarks>
    /// <param name="options">The options of <c>services.AddOpenApi(o => o.AddAuthStrategies())</c>.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static OpenApiOptions AddAuthStrategies(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options
            .AddDocumentTransformer<SecuritySchemeWriter>()
            .AddOperationTransformer<SecurityRequirementWriter>()
            .AddOperationTransformer<TokenBodyWriter>();
    }
}
