using System.Security.Claims;
using AuthStrategies.AspNetCore.Cookies;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Requests;
using AuthStrategies.AspNetCore.Schemes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.SignIn;

/// <summary>Logs a user in: ends whatever login the client brought along, issues a new credential, and hands it out. A thread-safe singleton.</summary>
internal sealed class SignInService(AuthHttpServices services, CookieWriter cookies, TokenWriter tokens, CredentialRevoker revoker, TimeProvider time, ILogger<SignInService> logger)
{
    public async Task SignInAsync(HttpContext context, string scheme, ClaimsPrincipal user, AuthenticationProperties properties)
    {
        if (context.Response.HasStarted)
            throw new InvalidOperationException("The answer has started, so no credential can be handed out. Sign in before anything is written.");
        services.DemandSecure(context.Request);

        HttpStrategy strategy = services.Issuer(scheme);
        AuthRequest request = AuthRequest.Of(context, services);
        IssueOptions options = ToIssueOptions(properties);
        options.Replaces = await ReplacedAsync(context, request).ConfigureAwait(false);
        IssuedCredential credential = await strategy.Strategy.IssueAsync(user, options, context.RequestAborted).ConfigureAwait(false);
        if (request.Issuer is { } before)
            ForgetUnlessReplaced(context, before, strategy);
        (request.Issued, request.Issuer) = (credential, strategy);
        await HandOutAsync(context, strategy, credential).ConfigureAwait(false);
    }

    /// <summary>One credential is ended by the issuing itself; whatever else the client sent along is ended before.</summary>
    private async Task<string?> ReplacedAsync(HttpContext context, AuthRequest request)
    {
        if (request.Issued is { } issued)
            return issued.Value;

        foreach (PresentedCredential other in request.Presented.All.Skip(1))
            await revoker.RevokeAsync(other, context.RequestAborted).ConfigureAwait(false);
        return request.Presented.Count == 0 ? null : request.Presented.First.Text;
    }

    private IssueOptions ToIssueOptions(AuthenticationProperties properties)
    {
        IssueOptions options = new() { Persistent = properties.IsPersistent, Label = properties.GetSessionLabel(), AuthenticatedAt = properties.IssuedUtc };

        // Of a client recognised before, the expiry is that of its old credential and nobody's wish.
        if (properties.ExpiresUtc is { } expires && !Tickets.AreOurs(properties))
            options.Lifetime = expires - time.GetUtcNow();
        return options;
    }

    private async Task HandOutAsync(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        try
        {
            ForgetOthers(context, strategy);
            if (strategy.Transport == CredentialTransport.Cookie)
                cookies.Write(context, strategy, credential);
            else
                await tokens.WriteAsync(context, credential).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            await strategy.Strategy.RevokeAsync(credential.Value, CancellationToken.None).ConfigureAwait(false);
            HttpLog.NotHandedOut(logger);
            throw;
        }
    }

    /// <summary>
    /// A cookie of another name would make two credentials of the next request, and another strategy's refresh token two of the
    /// next refresh; whether the browser has one is not to be seen here.
    /// </summary>
    private void ForgetOthers(HttpContext context, HttpStrategy issuer)
    {
        foreach (HttpStrategy other in services.Strategies.Where(strategy => strategy != issuer && strategy.UsesCookie))
            cookies.DeleteRefresh(context, other);
        foreach (PresentedCredential credential in AuthRequest.Of(context, services).Presented.All)
        {
            if (credential.Source == CredentialSource.Cookie && services.Strategies.FirstOrDefault(strategy => strategy.Reads(credential)) is { } reader)
                ForgetUnlessReplaced(context, reader, issuer);
        }
    }

    private void ForgetUnlessReplaced(HttpContext context, HttpStrategy old, HttpStrategy issuer)
    {
        if (old.UsesCookie && (issuer.Transport == CredentialTransport.Bearer || old.Cookie.Name != issuer.Cookie.Name))
            cookies.Delete(context, old);
    }
}
