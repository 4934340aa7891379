using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Requests;

/// <summary>Finds out who makes a request: once, whichever scheme asks first. A thread-safe singleton.</summary>
internal sealed class RequestAuthenticator(AuthHttpServices services, CookieWriter cookies, TimeProvider time, ILogger<RequestAuthenticator> logger)
{
    private static readonly AuthFailure NoMatchingStrategy = new(AuthFailureReason.Malformed, "The text is of no kind that any of the strategies issues.");

    public ValueTask<AuthRequest> AuthenticateAsync(HttpContext context)
    {
        AuthRequest request = AuthRequest.Of(context, services);
        if (request.Answering is null)
            request.Answering = AnswerAsync(context, request);
        return request.Answering.IsCompletedSuccessfully ? new(request) : WaitAsync(request);
    }

    private static async ValueTask<AuthRequest> WaitAsync(AuthRequest request)
    {
        await request.Answering!.ConfigureAwait(false);
        return request;
    }

    private Task AnswerAsync(HttpContext context, AuthRequest request)
    {
        PresentedCredentials presented = request.Presented;
        if (presented.Mistake is not null)
            request.Invalid();
        else if (presented.Count == 1 && IsForeign(context.Request, presented.First))
            request.CrossSite();
        else if (presented.Count == 1)
            return AskAsync(context, request, presented.First);
        return Task.CompletedTask;
    }

    /// <summary>A browser adds cookies to whatever another site makes it send; headers and parameters it does not.</summary>
    private bool IsForeign(HttpRequest request, in PresentedCredential credential)
    {
        if (credential.Source != CredentialSource.Cookie || !services.IsForeign(request))
            return false;

        HttpLog.CrossSite(logger);
        return true;
    }

    private async Task AskAsync(HttpContext context, AuthRequest request, PresentedCredential credential)
    {
        try
        {
            await AskInOrderAsync(context, request, credential).ConfigureAwait(false);
        }
        catch (Exception exception) when (StoreFailures.IsOne(exception))
        {
            HttpLog.Unavailable(logger, exception);
            request.Unavailable(exception);
        }
    }

    private async Task AskInOrderAsync(HttpContext context, AuthRequest request, PresentedCredential credential)
    {
        DateTimeOffset asked = time.GetUtcNow();
        AuthFailure? first = null;
        HttpStrategy? refuser = null;
        foreach (HttpStrategy strategy in services.Strategies)
        {
            if (!strategy.Reads(credential))
                continue;

            AuthResult result = await strategy.Strategy.AuthenticateAsync(credential.Text, context.RequestAborted).ConfigureAwait(false);
            if (result.Succeeded)
            {
                request.Recognize(result, strategy, asked);
                Renew(context, credential, result, strategy);
                return;
            }

            if (!result.IsApplicable)
                continue;

            first ??= result.Failure;
            refuser ??= strategy;
            if (!StrategyOrder.GoesOn(result.Failure!.Reason, credential.Text))
                break;
        }

        request.Refuse(first ?? NoMatchingStrategy, refuser);
    }

    private void Renew(HttpContext context, in PresentedCredential credential, in AuthResult result, HttpStrategy strategy)
    {
        // Asked about when the answer has begun, the client keeps its cookie; the next request renews it.
        if (result.Renewed is not { } renewed || credential.Source != CredentialSource.Cookie || context.Response.HasStarted)
            return;

        if (services.MayIssue(context.Request))
            cookies.Write(context, strategy, renewed);
        else
            HttpLog.NotRenewed(logger);
    }
}
