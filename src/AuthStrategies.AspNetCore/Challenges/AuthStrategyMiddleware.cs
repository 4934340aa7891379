using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>
/// The outermost middleware: writes the body of a refusal if the application wrote none, and answers 503 when an exception
/// says that authentication is unavailable. Costs nothing when a request completes synchronously.
/// </summary>
internal sealed class AuthStrategyMiddleware(RequestDelegate next, CredentialReader reader, ChallengeWriter challenges, ILogger<AuthStrategyMiddleware> logger)
{
    private int _hasToldOfRouting;

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Task handled = next(context);
        return handled.IsCompletedSuccessfully && AuthRequest.Find(context) is null or { Problem: null, IsRouted: true } ? Task.CompletedTask : FinishAsync(context, handled);
    }

    private async Task FinishAsync(HttpContext context, Task handled)
    {
        try
        {
            await handled.ConfigureAwait(false);
        }
        catch (AuthUnavailableException exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            challenges.Unavailable(context, AuthRequest.Of(context, reader), exception);
        }

        if (AuthRequest.Find(context) is not { } request)
            return;

        if (request is { IsRouted: false, Outcome: AuthRequestOutcome.Authenticated } && !SessionRenewal.IsEnabled(context.GetEndpoint()) && Interlocked.Exchange(ref _hasToldOfRouting, 1) == 0)
            HttpLog.RoutedTooLate(logger);
        if (request.Problem is { } problem && IsUnwritten(context.Response, problem))
            await problem.WriteAsync(context).ConfigureAwait(false);
    }

    private static bool IsUnwritten(HttpResponse response, Problem problem) =>
        !response.HasStarted
        && response.StatusCode == problem.Status
        && response.ContentLength is null
        && string.IsNullOrEmpty(response.ContentType)
        && !(response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 });
}
