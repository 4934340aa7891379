using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.AspNetCore.Responses;

/// <summary>The body of an answer that is not a yes (RFC 9457). Immutable.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Title">What is wrong, in general.</param>
/// <param name="Detail">What is wrong here; for developers only where it tells which check failed.</param>
/// <param name="Reason">The name of the reason; in Development only.</param>
internal sealed record Problem(int Status, string Title, string? Detail = null, string? Reason = null)
{
    /// <summary>Writes it, the way the application writes its own.</summary>
    public Task WriteAsync(HttpContext context) => ToResult().ExecuteAsync(context);

    /// <summary>The typed result of an endpoint.</summary>
    public Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult ToResult()
    {
        ProblemDetails details = new() { Status = Status, Title = Title, Detail = Detail };
        if (Reason is not null)
            details.Extensions["reason"] = Reason;
        return TypedResults.Problem(details);
    }
}
