using System.Reflection;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// The answer to every refused refresh: unknown, expired, used and revoked tokens get the same answer (RFC 6749 §5.2), in
/// Development too. An HTML form gets a page.
/// </summary>
internal sealed class RefreshRefused : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private const string ProblemJson = "application/problem+json";

    private RefreshRefused()
    {
    }

    public static RefreshRefused Instance { get; } = new();

    public int? StatusCode => StatusCodes.Status401Unauthorized;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), [ProblemJson]));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Append("WWW-Authenticate", WwwAuthenticate.Bearer);
        NoStore.Apply(httpContext.Response);
        if (!Navigation.Is(httpContext.Request) || !Navigation.AcceptsHtml(httpContext.Request))
            return Problems.RefreshRefused.ToResult().ExecuteAsync(httpContext);

        httpContext.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return ProblemPage.WriteAsync(httpContext, Problems.RefreshRefused);
    }
}
