using System.Security.Claims;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Signs a user in: ends the session that the client presents, issues a new credential and sends it. A thread-safe singleton.</summary>
internal sealed class SignInService(
    CredentialReader reader,
    StrategyList strategies,
    SecureTransport transport,
    CookieWriter cookies,
    TokenWriter tokens,
    RepeatedSignIn repeated,
    TimeProvider time,
    ILogger<SignInService> logger)
{
    public async Task SignInAsync(HttpContext context, string scheme, ClaimsPrincipal user, AuthenticationProperties properties)
    {
        if (context.Response.HasStarted)
            throw new InvalidOperationException("The response has started, so no credential can be sent. Sign in before anything is written to the response.");
        transport.Require(context.Request);

        AuthRequest request = AuthRequest.Of(context, reader);
        request.HasChangedCredential = true;
        if (await repeated.TryContinueAsync(context, request, scheme, user, properties).ConfigureAwait(false))
            return;

        HttpStrategy strategy = strategies.Issuer(scheme);
        IssueOptions options = SignInProperties.ToIssueOptions(properties, time.GetUtcNow());
        options.Replaces = await ReplacedAsync(context, request).ConfigureAwait(false);
        IssuedCredential credential = await strategy.Strategy.IssueAsync(user, options, context.RequestAborted).ConfigureAwait(false);
        if (request.Issued is { } before)
            DeleteUnlessReplaced(context, before.Strategy, strategy);
        request.Issued = new(credential, strategy);
        await SendAsync(context, request, strategy, credential).ConfigureAwait(false);
    }

    /// <summary>Issuing ends the session of one credential; the sessions of all others in the request are ended here.</summary>
    private async Task<string?> ReplacedAsync(HttpContext context, AuthRequest request)
    {
        if (request.Issued is { } issued)
            return issued.Credential.Value;

        foreach (PresentedCredential other in request.Presented.All.Skip(1))
            await strategies.RevokeAsync(other, context.RequestAborted).ConfigureAwait(false);
        return request.Presented.Count == 0 ? null : request.Presented.First.Text;
    }

    private async Task SendAsync(HttpContext context, AuthRequest request, HttpStrategy strategy, IssuedCredential credential)
    {
        try
        {
            DeleteOthers(context, request, strategy);
            if (strategy.Transport == CredentialTransport.Cookie)
                cookies.Write(context, strategy, credential);
            else
                await tokens.WriteAsync(context, credential).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            await strategy.Strategy.RevokeAsync(credential.Value, CancellationToken.None).ConfigureAwait(false);
            HttpLog.NotSent(logger);
            throw;
        }
    }

    /// <summary>
    /// Deletes the cookies of other strategies: with them the next request would contain two credentials, or the next refresh
    /// two refresh tokens. The refresh cookies are deleted unseen, because browsers send them to the refresh endpoint only.
    /// </summary>
    private void DeleteOthers(HttpContext context, AuthRequest request, HttpStrategy issuer)
    {
        foreach (HttpStrategy other in strategies.All.Where(strategy => strategy != issuer && strategy.UsesCookie))
            cookies.DeleteRefresh(context, other);
        foreach (PresentedCredential credential in request.Presented.All)
        {
            if (credential.Source == CredentialSource.Cookie && strategies.All.FirstOrDefault(strategy => strategy.Reads(credential)) is { } owner)
                DeleteUnlessReplaced(context, owner, issuer);
        }
    }

    private void DeleteUnlessReplaced(HttpContext context, HttpStrategy old, HttpStrategy issuer)
    {
        if (old.UsesCookie && (issuer.Transport == CredentialTransport.Bearer || old.Cookie.Name != issuer.Cookie.Name))
            cookies.Delete(context, old);
    }
}
