using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Authenticates a request, once for all schemes. A thread-safe singleton.</summary>
internal sealed class RequestAuthenticator(
    CredentialReader reader,
    StrategyList strategies,
    CrossSiteCheck crossSite,
    CookieRotator rotator,
    TimeProvider time,
    ILogger<RequestAuthenticator> logger)
{
    private static readonly AuthResult NoMatchingStrategy = AuthResult.Fail(AuthFailureReason.Malformed, "The credential has a form that no strategy issues.");

    public ValueTask<AuthRequest> AuthenticateAsync(HttpContext context)
    {
        AuthRequest request = AuthRequest.Of(context, reader);
        request.Authentication ??= StartAsync(context, request);
        return request.Authentication.IsCompletedSuccessfully ? new(request) : WaitAsync(request);
    }

    private static async ValueTask<AuthRequest> WaitAsync(AuthRequest request)
    {
        await request.Authentication!.ConfigureAwait(false);
        return request;
    }

    private Task StartAsync(HttpContext context, AuthRequest request)
    {
        PresentedCredentials presented = request.Presented;
        if (presented.Mistake is not null)
            request.SetInvalid();
        else if (presented.Count == 1 && IsRefusedAsCrossSite(context.Request, presented.First))
            request.SetCrossSite();
        else if (presented.Count == 1)
            return AskAsync(context, request, presented.First);
        return Task.CompletedTask;
    }

    // Browsers add cookies to the requests that another site makes them send, but not headers and parameters.
    private bool IsRefusedAsCrossSite(HttpRequest request, in PresentedCredential credential) =>
        credential.Source == CredentialSource.Cookie && crossSite.Refuses(request);

    private async Task AskAsync(HttpContext context, AuthRequest request, PresentedCredential credential)
    {
        DateTimeOffset askedAt = time.GetUtcNow();
        try
        {
            StrategyAnswer<AuthResult> answer = await strategies.AuthenticateAsync(credential, context.RequestAborted).ConfigureAwait(false);
            if (!answer.Result.Succeeded)
            {
                request.SetRefused(answer.Strategy is null ? NoMatchingStrategy : answer.Result, answer.Strategy);
                return;
            }

            request.SetAuthenticated(answer.Result, answer.Strategy!, askedAt);
            if (answer.Result.RotationDue && credential.Source == CredentialSource.Cookie)
                rotator.Schedule(context, request, credential.Text, answer.Strategy!);
        }
        catch (AuthUnavailableException exception)
        {
            HttpLog.Unavailable(logger, exception);
            request.SetUnavailable(exception);
        }
    }
}
