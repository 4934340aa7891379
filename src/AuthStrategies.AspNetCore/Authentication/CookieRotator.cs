using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Rotates the cookie of a request when the headers of its response are about to be sent, and leaves the browser with one cookie if it
/// had several. A thread-safe singleton.
/// </summary>
internal sealed class CookieRotator(SecureTransport transport, CookieWriter cookies, TimeProvider time, UnavailableLog unavailable, ILogger<CookieRotator> logger)
{
    /// <summary>Changes the cookie in this response, if it is due, and if its client and its kind allow it; otherwise a later response does it.</summary>
    public void Schedule(HttpContext context, AuthRequest request, in PresentedCredential credential, HttpStrategy strategy)
    {
        if (request.FormerCookie is { } former && !former.CanBeReplaced(context.Request, strategy))
            return;

        bool rotates = request.Result.RotationDue && RotationConditions.Allows(context.Request, strategy.RotateFor);
        bool removesCopies = (request.Presented.Count > 1 || credential.IsFormer) && RotationConditions.Allows(context.Request, RotationClients.All);
        if ((rotates || removesCopies) && !context.Response.HasStarted)
            Register(context, request, credential.Text, strategy, rotates, removesCopies);
    }

    /// <summary>Sends the next access token with this response, and the next refresh token if one is due, for a page that its refresh token authenticated.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What is known about it.</param>
    /// <param name="refreshTokens">The refresh cookies that count, all of one session.</param>
    /// <param name="reach">Which other refresh cookies are deleted.</param>
    public void ScheduleRefresh(HttpContext context, AuthRequest request, IReadOnlyList<PresentedCredential> refreshTokens, CookieReach reach)
    {
        HttpStrategy strategy = request.AnsweredBy!;
        if (!RotationConditions.Allows(context.Request, strategy.RotateFor) || context.Response.HasStarted)
            return;

        string presented = refreshTokens[0].Text;
        string[] copies = [.. refreshTokens.Skip(1).Select(copy => copy.Text)];
        RegisterChange(context, request, async canDeliver =>
        {
            ValueTask<IssuedCredential?> renewal;
            using (new ClientFactsScope(request))
                renewal = strategy.RefreshTokens.RenewAtHeadersAsync(presented, copies, next => canDeliver(strategy, next), context.RequestAborted);
            if (await renewal.ConfigureAwait(false) is { } next)
                cookies.Write(context, strategy, next, presented, CookieCopies.ReachOfChange(request.Presented, strategy), reach);
        });
    }

    // Apart from Schedule, because a method with a closure allocates it for every request.
    private void Register(HttpContext context, AuthRequest request, string credential, HttpStrategy strategy, bool rotates, bool removesCopies) =>
        RegisterChange(context, request, async canDeliver =>
        {
            ValueTask<IssuedCredential?> rotation = default;
            using (new ClientFactsScope(request))
            {
                if (rotates)
                    rotation = strategy.Rotation!.RotateAtHeadersAsync(credential, next => canDeliver(strategy, next), context.RequestAborted);
            }

            IssuedCredential? next = await rotation.ConfigureAwait(false);
            // Only the newest credential is stored again: an older one would replace what another response has stored.
            if (next is null && removesCopies && strategy.Copies is { } copies)
                next = await copies.FindCurrentAsync(credential, context.RequestAborted).ConfigureAwait(false);
            if (next is null)
                return;

            cookies.Write(context, strategy, next, credential, removesCopies ? CookieReach.All : CookieReach.Present);
            request.FormerCookie?.Replace(context);
        });

    private void RegisterChange(HttpContext context, AuthRequest request, Func<Func<HttpStrategy, IssuedCredential, bool>, Task> change)
    {
        if (!transport.Allows(context.Request))
        {
            HttpLog.NotRotated(logger);
            return;
        }

        // Made now, because some servers refuse a callback that is registered while callbacks run.
        ResponseCookies.Of(context);
        context.Response.OnStarting(() => ChangeAsync(context, request, change));
    }

    private async Task ChangeAsync(HttpContext context, AuthRequest request, Func<Func<HttpStrategy, IssuedCredential, bool>, Task> change)
    {
        if (request.HasChangedCredential || !RotationConditions.Allows(context.Response, time.GetUtcNow()))
            return;

        try
        {
            await change(CanDeliver).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // There is no client that could receive a cookie.
        }
#pragma warning disable CA1031 // The response is complete without the rotation; an exception here would replace it with an error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is AuthUnavailableException)
                unavailable.Rotation(exception, request.Strategy);
            else
                HttpLog.RotationFailed(logger, exception);
        }

        bool CanDeliver(HttpStrategy strategy, IssuedCredential next)
        {
            cookies.Require(context, strategy, next);
            return !context.RequestAborted.IsCancellationRequested;
        }
    }
}
