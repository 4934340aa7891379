using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Rotates the cookie of a request when the headers of its response are about to be sent. A thread-safe singleton.</summary>
internal sealed class CookieRotator(SecureTransport transport, CookieWriter cookies, TimeProvider time, ILogger<CookieRotator> logger)
{
    /// <summary>Rotates the cookie in this response, if its client and its kind allow it; otherwise a later response does it.</summary>
    public void Schedule(HttpContext context, AuthRequest request, string credential, HttpStrategy strategy)
    {
        if (context.Response.HasStarted || !RotationConditions.Allows(context.Request, strategy.RotateFor))
            return;

        if (!transport.Allows(context.Request))
        {
            HttpLog.NotRotated(logger);
            return;
        }

        // Made now, because some servers refuse a callback that is registered while callbacks run.
        ResponseCookies.Of(context);
        context.Response.OnStarting(() => RotateAsync(context, request, credential, strategy));
    }

    private async Task RotateAsync(HttpContext context, AuthRequest request, string credential, HttpStrategy strategy)
    {
        if (request.HasChangedCredential || !RotationConditions.Allows(context.Response, time.GetUtcNow()))
            return;

        try
        {
            IssuedCredential? next = await strategy.Rotation!.RotateAtHeadersAsync(credential, CanDeliver, context.RequestAborted).ConfigureAwait(false);
            if (next is not null)
                cookies.Write(context, strategy, next, credential);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // There is no client that could receive a cookie.
        }
#pragma warning disable CA1031 // The response is complete without the rotation; an exception here would replace it with an error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HttpLog.RotationFailed(logger, exception);
        }

        bool CanDeliver(IssuedCredential next)
        {
            cookies.Require(context, strategy, next);
            return !context.RequestAborted.IsCancellationRequested;
        }
    }
}
