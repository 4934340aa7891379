using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Responses;

/// <summary>Answers 503 instead of 500 where the application catches exceptions itself: with <c>UseExceptionHandler</c>, or with the page for developers.</summary>
internal sealed class StoreExceptionHandler(AuthHttpServices services, ChallengeWriter refusals) : IExceptionHandler, IDeveloperPageExceptionFilter
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
        if (!StoreFailures.IsOne(exception) || context.Response.HasStarted)
            return false;

        refusals.Unavailable(context, AuthRequest.Of(context, services));
        return true;
    }
}
