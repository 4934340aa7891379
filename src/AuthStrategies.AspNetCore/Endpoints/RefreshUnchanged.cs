using System.Reflection;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The bearer answer to a refresh that hands out nothing: the client keeps what it has (RFC 6749 §5.1).</summary>
internal sealed class RefreshUnchanged : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private RefreshUnchanged()
    {
    }

    public static RefreshUnchanged Instance { get; } = new();

    public int? StatusCode => StatusCodes.Status200OK;

    // The metadata of the answer with a token describes both.
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
    }

    public Task ExecuteAsync(HttpContext httpContext) => httpContext.RequestServices.GetRequiredService<TokenWriter>().WriteUnchangedAsync(httpContext);
}
