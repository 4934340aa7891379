using AuthStrategies.OpenApi.Operations;
using Microsoft.AspNetCore.OpenApi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Describes strategies in OpenAPI documents.</summary>
public static class OpenApiAuthStrategyExtensions
{
    /// <summary>
    /// Adds to a document the security schemes that the application's strategies read (a cookie, a bearer token), to each
    /// operation that demands authorization those that it accepts, and the refusals 400, 401, 403 and 503 with their problem
    /// details. Operations open to anybody stay as they are, and so do those that name schemes of others.
    /// </summary>
    /// <remarks>
    /// Where both the strategy and the operation speak of a refusal, the operation's own description stays. What was demanded by
    /// <c>MapControllers().RequireAuthorization()</c> is not seen, for API descriptions of controllers do not hold it;
    /// attributes and policies are.
    /// </remarks>
    /// <param name="options">The options of <c>services.AddOpenApi(o => o.AddAuthStrategies())</c>.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static OpenApiOptions AddAuthStrategies(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options
            .AddDocumentTransformer<SecuritySchemeWriter>()
            .AddOperationTransformer<SecurityDemandWriter>();
    }
}
