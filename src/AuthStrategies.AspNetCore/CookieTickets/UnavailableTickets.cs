using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>Answers 503 where a store did not answer; for exceptions, if the application uses <c>UseExceptionHandler</c>.</summary>
internal sealed class UnavailableTickets : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public static Task AnswerAsync(HttpContext context, Problem problem)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        context.Response.StatusCode = problem.Status;
        return problem.WriteAsync(context);
    }

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not AuthUnavailableException || httpContext.Response.HasStarted)
            return false;

        await AnswerAsync(httpContext, Problems.NotAnswered).ConfigureAwait(false);
        return true;
    }
}
