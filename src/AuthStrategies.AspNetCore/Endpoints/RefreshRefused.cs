using System.Reflection;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The answer to every refused refresh. An HTML form gets a page.</summary>
/// <param name="problem">The body.</param>
/// <param name="challenges">The authentication schemes of the application; every 401 names one (RFC 9110 §15.5.2).</param>
internal sealed class RefreshRefused(Problem problem, string[] challenges) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private const string ProblemJson = "application/problem+json";

    public int? StatusCode => StatusCodes.Status401Unauthorized;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), [ProblemJson]));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.WWWAuthenticate = StringValues.Concat(httpContext.Response.Headers.WWWAuthenticate, challenges);
        NoStore.Apply(httpContext.Response);
        if (!Navigation.Is(httpContext.Request) || !Navigation.AcceptsHtml(httpContext.Request))
            return problem.ToResult().ExecuteAsync(httpContext);

        httpContext.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return ProblemPage.WriteAsync(httpContext, problem);
    }
}
