using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>Answers 503 instead of 500 where the application handles exceptions itself: with <c>UseExceptionHandler</c> or the developer exception page.</summary>
internal sealed class UnavailableExceptionHandler(CredentialReader reader, ChallengeWriter challenges) : IExceptionHandler, IDeveloperPageExceptionFilter
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken) =>
        new(TryAnswer(httpContext, exception));

    public Task HandleExceptionAsync(ErrorContext errorContext, Func<ErrorContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(errorContext);
        ArgumentNullException.ThrowIfNull(next);
        return TryAnswer(errorContext.HttpContext, errorContext.Exception) ? Task.CompletedTask : next(errorContext);
    }

    private bool TryAnswer(HttpContext context, Exception exception)
    {
        if (exception is not AuthUnavailableException || context.Response.HasStarted)
            return false;

        challenges.Unavailable(context, AuthRequest.Of(context, reader), exception);
        return true;
    }
}
