using System.Reflection;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// The answer to every refused refresh: unknown, expired, used and revoked tokens get the same bytes (RFC 6749 §5.2), in
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

    private static ReadOnlySpan<byte> Body =>
        """{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.2","title":"The refresh was refused. Log in again.","status":401,"error":"invalid_grant"}"""u8;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), [ProblemJson]));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        if (Navigation.Is(httpContext.Request) && Navigation.AcceptsHtml(httpContext.Request))
        {
            await ShowAsync(httpContext).ConfigureAwait(false);
            return;
        }

        response.ContentType = ProblemJson;
        response.ContentLength = Body.Length;
        AddHeaders(response);
        await response.BodyWriter.WriteAsync(Body.ToArray(), httpContext.RequestAborted).ConfigureAwait(false);
    }

    private static Task ShowAsync(HttpContext context)
    {
        AddHeaders(context.Response);
        return ProblemPage.WriteAsync(context, new(StatusCodes.Status401Unauthorized, "The refresh was refused. Log in again."));
    }

    private static void AddHeaders(HttpResponse response)
    {
        response.Headers.Append("WWW-Authenticate", WwwAuthenticate.Scheme(readsBearer: true));
        NoStore.Apply(response);
    }
}
