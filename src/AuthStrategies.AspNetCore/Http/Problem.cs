using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The body of a response that refuses a request (RFC 9457). Immutable.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Title">What is wrong, in general.</param>
/// <param name="Detail">What is wrong with this request; which check failed is said in Development only.</param>
/// <param name="Reason">The name of the reason; in Development only.</param>
/// <param name="Error">The error code of a token endpoint (RFC 6749 §5.2).</param>
/// <param name="End">How the session of the client ended, if the client may be told.</param>
internal sealed record Problem(int Status, string Title, string? Detail = null, string? Reason = null, string? Error = null, SessionEnd? End = null)
{
    /// <summary>The member of the body with <see cref="Error"/>.</summary>
    public const string ErrorMember = "error";

    /// <summary>Writes a page to a browser that navigates; to others JSON, with the application's problem details service if there is one.</summary>
    public Task WriteAsync(HttpContext context) =>
        Navigation.Is(context.Request) && Navigation.AcceptsHtml(context.Request) ? ProblemPage.WriteAsync(context, this) : ToResult().ExecuteAsync(context);

    /// <summary>It as the result of an endpoint, which is always JSON.</summary>
    public ProblemResult ToResult()
    {
        ProblemDetails details = new() { Status = Status, Title = Title, Detail = Detail };
        if (Reason is not null)
            details.Extensions["reason"] = Reason;
        if (Error is not null)
            details.Extensions[ErrorMember] = Error;
        if (End is not null)
        {
            foreach ((string name, object? value) in SessionEndTexts.MembersOf(End))
                details.Extensions[name] = value;
        }

        // The framework adds the type of the status code.
        return new(TypedResults.Problem(details).ProblemDetails);
    }
}
