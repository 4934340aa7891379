using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>
/// Writes a refusal: with the application's <see cref="IProblemDetailsService"/>, if it has registered one that can write what the
/// client accepts; otherwise with generated code. The result of the framework needs reflection without that service.
/// </summary>
/// <param name="details">The body, made for this response: the application may change it.</param>
internal sealed class ProblemResult(ProblemDetails details) : IResult, IStatusCodeHttpResult, IContentTypeHttpResult, IValueHttpResult, IValueHttpResult<ProblemDetails>
{
    private const string ProblemJsonType = "application/problem+json";
    private const string JsonType = "application/json";

    public int? StatusCode => details.Status;

    public string ContentType => ProblemJsonType;

    public ProblemDetails Value => details;

    object IValueHttpResult.Value => details;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = details.Status!.Value;
        // Clients of OAuth send forms, and read an error only if its type is JSON (RFC 6749 §5.2). The service may name another type before.
        if (details.Extensions.ContainsKey(Problem.ErrorMember) && httpContext.Request.HasFormContentType && AcceptsJsonOnly(httpContext.Request))
            httpContext.Response.OnStarting(NameJson, httpContext.Response);
        IServiceProvider services = httpContext.RequestServices;
        if (services.GetService<IProblemDetailsService>() is { } service
            && await service.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = details }).ConfigureAwait(false))
        {
            return;
        }

        await httpContext.Response.WriteAsJsonAsync(details, JsonOf(services), ProblemJsonType, httpContext.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Whether a client accepts JSON, and not the type of problems.</summary>
    private static bool AcceptsJsonOnly(HttpRequest request)
    {
        IList<MediaTypeHeaderValue> accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(type => type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase)) && !accepted.Any(type => type.MatchesAllSubTypes || type.MediaType.Equals(ProblemJsonType, StringComparison.OrdinalIgnoreCase));
    }

    private static Task NameJson(object response)
    {
        ((HttpResponse)response).ContentType = JsonType;
        return Task.CompletedTask;
    }

    // As the application writes problems, if it has said how.
    private static JsonTypeInfo<ProblemDetails> JsonOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.TryGetTypeInfo(typeof(ProblemDetails), out JsonTypeInfo? configured)
            ? (JsonTypeInfo<ProblemDetails>)configured
            : ProblemJson.Default.ProblemDetails;
}
