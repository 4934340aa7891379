using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The body of a response that refuses a request (RFC 9457). Immutable.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Title">What is wrong, in general.</param>
/// <param name="Detail">What is wrong with this request; which check failed is said in Development only.</param>
/// <param name="Reason">The name of the reason; in Development only.</param>
internal sealed record Problem(int Status, string Title, string? Detail = null, string? Reason = null)
{
    /// <summary>Writes a page to a browser that navigates; to others JSON, with the application's problem details service if there is one.</summary>
    public Task WriteAsync(HttpContext context) =>
        Navigation.Is(context.Request) && Navigation.AcceptsHtml(context.Request) ? ProblemPage.WriteAsync(context, this) : ToResult().ExecuteAsync(context);

    /// <summary>It as the typed result of an endpoint.</summary>
    public Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult ToResult()
    {
        ProblemDetails details = new() { Status = Status, Title = Title, Detail = Detail };
        if (Reason is not null)
            details.Extensions["reason"] = Reason;
        return TypedResults.Problem(details);
    }
}
