using System.Security.Claims;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Signs a user in again without a new authentication, as <c>RefreshSignInAsync</c> of Identity does: the session goes on with new
/// claims. Its end and its label stay, and requests that are under way with the old credential are still accepted. A
/// thread-safe singleton.
/// </summary>
internal sealed class RepeatedSignIn(StrategyList strategies, CookieWriter cookies, TokenWriter tokens, RequestProofs proofs, ILogger<RepeatedSignIn> logger)
{
    /// <summary>Continues the current session, if the sign-in is for its user and hands its properties back.</summary>
    /// <returns>
    /// Whether it did; otherwise the sign-in needs a new session. The transport is <see langword="null"/> if the session has ended, so that
    /// the sign-in was refused.
    /// </returns>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    /// <exception cref="InvalidOperationException">The response cannot carry the new credential, or the strategy keeps no items. Nothing was changed.</exception>
    public async ValueTask<(bool IsDone, CredentialTransport? Transport)> TryContinueAsync(HttpContext context, AuthRequest request, string scheme, ClaimsPrincipal user, AuthenticationProperties properties)
    {
        if (request.Issued is not null || !SignInProperties.AreOf(request, properties) || !IsSameSubject(request, user))
            return default;
        if (Continuable(request, scheme) is not { } strategy)
            return default;

        RefreshResult result = await ContinueAsync(context, request, strategy, user, properties).ConfigureAwait(false);
        if (!result.IsApplicable || result.Failure is { Reason: AuthFailureReason.NotSupported })
            return default;
        if (result.Failure is { } failure)
        {
            Refuse(context, request, strategy, failure);
            return (true, null);
        }

        if (strategy.Transport == CredentialTransport.Cookie)
            SendCookie(context, request, strategy, result);
        else
            await SendTokenAsync(context, result, isBound: request.Proof is { IsValid: true }).ConfigureAwait(false);
        return (true, strategy.Transport);
    }

    /// <summary>The credential that authenticated the request; the access token beside a refresh token has expired.</summary>
    private static PresentedCredential CountingOf(AuthRequest request) => request.IsServedByRefreshToken ? request.RefreshTokens[0] : request.Presented.First;

    private static bool IsSameSubject(AuthRequest request, ClaimsPrincipal user) =>
        user.FindSubject() is { } subject && subject == request.Result.Principal!.FindSubject();

    /// <summary>The strategy of the current session, if the scheme signs in with it, it answers where the credential came from, and it can continue a session.</summary>
    private HttpStrategy? Continuable(AuthRequest request, string scheme)
    {
        HttpStrategy strategy = request.AnsweredBy!;
        CredentialTransport cameBy = CountingOf(request).Source == CredentialSource.Cookie ? CredentialTransport.Cookie : CredentialTransport.Bearer;
        return strategy.Transport == cameBy && strategy.Capabilities.CanRefresh && strategies.Of(scheme).Contains(strategy) ? strategy : null;
    }

    /// <summary>Gives the session the new claims: by the refresh of its token, or by another access token beside the refresh token that the client keeps.</summary>
    /// <returns>Not applicable, or not supported, if the strategy cannot continue the session of this credential.</returns>
    private ValueTask<RefreshResult> ContinueAsync(HttpContext context, AuthRequest request, HttpStrategy strategy, ClaimsPrincipal user, AuthenticationProperties properties)
    {
        string presented = CountingOf(request).Text;
        bool isCookie = strategy.Transport == CredentialTransport.Cookie;
        if (strategy.Capabilities.IssuesRefreshTokens)
        {
            // The same error for items that a strategy cannot keep as at a first sign-in.
            _ = SignInProperties.ToItems(request, properties, strategy);
            if (request.IsServedByRefreshToken)
                return RefreshAsync(new() { Copies = [.. request.RefreshTokens.Skip(1).Select(copy => copy.Text)] });

            using ClientFactsScope renewing = new(request);
            return strategy.Strategy.GetService<IAccessTokenRenewal>() is { } renewal ? renewal.RenewAccessTokenAsync(presented, user, isCookie ? CanDeliver : null, context.RequestAborted) : new(RefreshResult.None);
        }

        return RefreshAsync(new() { ChangeItems = SignInProperties.ToItemsChange(request, properties, strategy) });

        ValueTask<RefreshResult> RefreshAsync(RefreshOptions options)
        {
            if (strategy.Rotation is not { } rotation)
                return new(RefreshResult.None);

            (options.Principal, options.InCookie, options.CanDeliver) = (user, isCookie, isCookie ? CanDeliver : null);
            options.KeyThumbprint = isCookie ? null : request.Proof?.Thumbprint;
            using ClientFactsScope refreshing = new(request);
            return rotation.RefreshAsync(presented, options, context.RequestAborted);
        }

        bool CanDeliver(IssuedCredential next)
        {
            cookies.Require(context, strategy, next);
            return !context.RequestAborted.IsCancellationRequested;
        }
    }

    private void SendCookie(HttpContext context, AuthRequest request, HttpStrategy strategy, RefreshResult result)
    {
        if (result.Credential is not { } credential || request.FormerCookie?.CanBeReplaced(context.Request, strategy) == false)
            return;

        CookieReach refresh = request.IsServedByRefreshToken ? CookieCopies.RefreshReach(request.RefreshCookies(context), CookieReach.Present) : CookieReach.Present;
        cookies.Write(context, strategy, credential, CountingOf(request).Text, CookieCopies.ReachOfChange(request.Presented, strategy), refresh);
        request.FormerCookie?.Replace(context);
    }

    private Task SendTokenAsync(HttpContext context, RefreshResult result, bool isBound) =>
        result.Credential is { } credential ? tokens.WriteAsync(context, credential) : tokens.WriteUnchangedAsync(context, isBound);

    /// <summary>Refuses a sign-in that would bring back a session that has ended.</summary>
    public void RefuseEnded(HttpContext context, AuthRequest request, HttpStrategy strategy) =>
        Refuse(context, request, strategy, new(AuthFailureReason.UnknownSession, "The session ended while the request was handled."));

    /// <summary>The session ended while this request was handled. A new one would bring it back without an authentication.</summary>
    private void Refuse(HttpContext context, AuthRequest request, HttpStrategy strategy, AuthFailure failure)
    {
        HttpLog.NotSignedInAgain(logger, failure.Reason, failure.Detail);
        if (strategy.Transport == CredentialTransport.Cookie)
        {
            cookies.Delete(context, strategy, CookieCopies.ReachOfEnd(request.Presented, strategy), CookieReach.Former);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = StringValues.Concat(context.Response.Headers.WWWAuthenticate, proofs.ChallengesOf([strategy], "Bearer"));
        request.Problem = Problems.NotLoggedIn;
    }
}
