using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Responses;

/// <summary>
/// The outermost step of every request: writes the body of a refusal that nobody else wrote, and answers 503 where the
/// trouble of a store came all the way up. Costs nothing where a request completes at once.
/// </summary>
internal sealed class AuthStrategyMiddleware(RequestDelegate next, AuthHttpServices services, ChallengeWriter refusals)
{
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Task handled = next(context);
        return handled.IsCompletedSuccessfully && AuthRequest.Find(context)?.Problem is null ? Task.CompletedTask : FinishAsync(context, handled);
    }

    private async Task FinishAsync(HttpContext context, Task handled)
    {
        try
        {
            await handled.ConfigureAwait(false);
        }
        catch (Exception exception) when (StoreFailures.IsOne(exception) && !context.Response.HasStarted)
        {
            context.Response.Clear();
            refusals.Unavailable(context, AuthRequest.Of(context, services));
        }

        if (AuthRequest.Find(context)?.Problem is { } problem && IsUnwritten(context.Response, problem))
            await problem.WriteAsync(context).ConfigureAwait(false);
    }

    private static bool IsUnwritten(HttpResponse response, Problem problem) =>
        !response.HasStarted
        && response.StatusCode == problem.Status
        && response.ContentLength is null
        && string.IsNullOrEmpty(response.ContentType)
        && !(response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 });
}
