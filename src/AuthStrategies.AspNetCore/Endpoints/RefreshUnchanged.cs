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
    private static readonly RefreshUnchanged OfBearer = new(isBound: false);
    private static readonly RefreshUnchanged OfKey = new(isBound: true);

    private readonly bool _isBound;

    private RefreshUnchanged(bool isBound) => _isBound = isBound;

    /// <summary>The answer for a token.</summary>
    /// <param name="isBound">Whether it is bound to a key.</param>
    public static RefreshUnchanged Of(bool isBound) => isBound ? OfKey : OfBearer;

    public int? StatusCode => StatusCodes.Status200OK;

    // The metadata of the answer with a token describes both.
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
    }

    public Task ExecuteAsync(HttpContext httpContext) => httpContext.RequestServices.GetRequiredService<TokenWriter>().WriteUnchangedAsync(httpContext, _isBound);
}
