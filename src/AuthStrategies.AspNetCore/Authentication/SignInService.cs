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
    UnusedStrategies unused,
    SecureTransport transport,
    CookieWriter cookies,
    TokenWriter tokens,
    RepeatedSignIn repeated,
    InheritedEnd inherited,
    RequestProofs proofs,
    TimeProvider time,
    UnavailableLog unavailable,
    ILogger<SignInService> logger,
    DeviceRegistrationOffer? devices = null,
    FormerCookies? former = null)
{
    private bool _hasWarned;

    /// <returns>How the client got its credential; <see langword="null"/> if the sign-in was refused.</returns>
    public async Task<CredentialTransport?> SignInAsync(HttpContext context, string scheme, ClaimsPrincipal user, AuthenticationProperties properties)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        if (context.Response.HasStarted)
            throw new InvalidOperationException("The response has started, so no credential can be sent. Sign in before anything is written to the response.");
        transport.Require(context.Request);

        AuthRequest request = AuthRequest.Of(context, reader);
        AuthRequest current = SignInProperties.RequestOf(AuthRequest.Find(context)!, properties);
        (request.HasChangedCredential, request.WhenUnavailable) = (true, Problems.NotSignedIn);
        CredentialTransport? sent = await SignInAsync(context, request, current, scheme, user, properties).ConfigureAwait(false);
        request.WhenUnavailable = null;
        return sent;
    }

    private async Task<CredentialTransport?> SignInAsync(HttpContext context, AuthRequest request, AuthRequest current, string scheme, ClaimsPrincipal user, AuthenticationProperties properties)
    {
        bool hasSignedOut = request.HasSignedOut(current.AnsweredBy);
        if (!hasSignedOut && await repeated.TryContinueAsync(context, current, scheme, user, properties).ConfigureAwait(false) is { IsDone: true } done)
        {
            await EndUnusedAsync(context, strategies.Issuer(scheme), done.Transport).ConfigureAwait(false);
            return done.Transport;
        }

        HttpStrategy strategy = strategies.Issuer(scheme);
        IssueOptions options = SignInProperties.ToIssueOptions(current, properties, strategy, time.GetUtcNow());
        if (!hasSignedOut && !await inherited.TryApplyAsync(current, user, properties, options, context.RequestAborted).ConfigureAwait(false))
        {
            repeated.RefuseEnded(context, current, strategy);
            return null;
        }

        if (await proofs.BindAsync(context, request, strategy, options).ConfigureAwait(false) is { } refused)
        {
            (context.Response.StatusCode, request.Problem) = (StatusCodes.Status400BadRequest, Problems.InvalidProof(refused.Error, refused.Detail));
            return null;
        }

        options.CanDeliver = CanDeliver;
        options.Client = request.GetClient();
        options.Replaces = Replaced(context, request);
        IssuedCredential credential = await strategy.Strategy.IssueAsync(user, options, context.RequestAborted).ConfigureAwait(false);
        UnusedCookies others = unused.Read(context, strategy.Name);
        await EndOthersAsync(context, request, strategy, credential, others).ConfigureAwait(false);
        await EndFormerAsync(context, request, strategy, credential).ConfigureAwait(false);
        if (request.Issued is { } before)
            DeleteUnlessReplaced(context, request, before.Strategy, strategy);
        request.Issued = new(credential, strategy);
        await SendAsync(context, request, strategy, credential, others).ConfigureAwait(false);
        return strategy.Transport;

        bool CanDeliver(IssuedCredential issued)
        {
            if (strategy.Transport == CredentialTransport.Cookie)
                cookies.Require(context, strategy, issued);
            return !context.Response.HasStarted;
        }
    }

    /// <summary>Issuing ends the session of one credential.</summary>
    private static string? Replaced(HttpContext context, AuthRequest request)
    {
        if (request.Issued is { } issued)
            return issued.Credential.Value;
        if (request.Presented.Count > 0)
            return request.Presented.First.Text;

        PresentedCredentials refresh = request.RefreshCookies(context);
        return refresh.Count == 0 ? null : refresh.First.Text;
    }

    /// <summary>
    /// The sessions of all other credentials in the request end too, also those of a strategy that the configuration no longer chooses. If
    /// that fails, the client gets no credential.
    /// </summary>
    private async Task EndOthersAsync(HttpContext context, AuthRequest request, HttpStrategy strategy, IssuedCredential credential, UnusedCookies others)
    {
        PresentedCredentials refresh = request.RefreshCookies(context);
        if (request.Issued is not null || (others.IsEmpty && request.Presented.Count + refresh.Count < 2))
            return;

        string? replaced = Replaced(context, request);
        PresentedCredential[] used = [.. request.Presented.ToEnd().Concat(refresh.ToEnd()).Where(other => other.Text != replaced)];
        try
        {
            foreach (PresentedCredential other in used)
            {
                if (await strategies.RevokeAsync(AuthStrategyDefaults.Scheme, request, other, CancellationToken.None).ConfigureAwait(false) == RevokeOutcome.NotFound)
                    await unused.RevokeAsync(strategy.Name, other, request, CancellationToken.None).ConfigureAwait(false);
            }

            foreach (PresentedCredential other in others.ToEnd().ExceptBy(used.Select(known => known.Text).Append(replaced), other => other.Text))
                await unused.RevokeAsync(strategy.Name, other, request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AuthUnavailableException)
        {
            await TakeBackAsync(strategy, credential).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A login of another scheme ends too: when the new one has ended, its cookie would log the client in again.</summary>
    private async Task EndFormerAsync(HttpContext context, AuthRequest request, HttpStrategy strategy, IssuedCredential credential)
    {
        if (former is null)
            return;

        try
        {
            await former.EndAsync(context, request).ConfigureAwait(false);
        }
        // Also an exception of the application's cookie manager, which deletes the cookie: no client has the credential yet.
        catch (Exception)
        {
            await TakeBackAsync(strategy, credential).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A sign-in that continues the current session ends the same other sessions, as long as the client keeps its credential.</summary>
    private async Task EndUnusedAsync(HttpContext context, HttpStrategy strategy, CredentialTransport? sent)
    {
        UnusedCookies others = unused.Read(context, strategy.Name);
        if (sent is null || others.IsEmpty)
            return;

        string[] current = [.. AuthRequest.Of(context, reader).Presented.All.Concat(AuthRequest.Of(context, reader).RefreshCookies(context).All).Select(known => known.Text)];
        // Tokens in a body are sent already, and no header can follow them.
        bool isSent = context.Response.HasStarted;
        if (!isSent)
            unused.Delete(context, strategy.Name, others);
        try
        {
            foreach (PresentedCredential other in others.ToEnd().ExceptBy(current, other => other.Text))
                await unused.RevokeAsync(strategy.Name, other, AuthRequest.Of(context, reader), CancellationToken.None).ConfigureAwait(false);
        }
        catch (AuthUnavailableException exception) when (isSent)
        {
            HttpLog.Unavailable(logger, exception);
        }
    }

    private async Task TakeBackAsync(HttpStrategy strategy, IssuedCredential credential)
    {
        try
        {
            await strategy.Strategy.RevokeAsync(credential.Value, CancellationToken.None).ConfigureAwait(false);
            HttpLog.NotSent(logger);
        }
        catch (AuthUnavailableException exception)
        {
            // No client has the credential, so its session is harmless until it expires.
            unavailable.Request(exception, strategy.Name);
        }
    }

    private async Task SendAsync(HttpContext context, AuthRequest request, HttpStrategy strategy, IssuedCredential credential, UnusedCookies others)
    {
        try
        {
            unused.Delete(context, strategy.Name, others);
            DeleteOthers(context, request, strategy);
            if (strategy.Transport == CredentialTransport.Cookie)
            {
                WriteCookies(context, request, strategy, credential);
                devices?.Add(context, strategy, credential);
            }
            else
            {
                await SendTokensAsync(context, strategy, credential).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // A strategy that does not ask IssueOptions.CanDeliver comes here, and an exception of the application's cookie policy.
            ResponseCookies.Of(context).TakeBack(context.Response);
            await TakeBackAsync(strategy, credential).ConfigureAwait(false);
            throw;
        }
    }

    private Task SendTokensAsync(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        if (Navigation.Is(context.Request) && !Interlocked.Exchange(ref _hasWarned, true))
            HttpLog.TokensInPage(logger, strategy.Name);
        return tokens.WriteAsync(context, credential);
    }

    private void WriteCookies(HttpContext context, AuthRequest request, HttpStrategy strategy, IssuedCredential credential) => cookies.Write(
        context,
        strategy,
        credential,
        access: CookieCopies.ReachOfEnd(request.Presented, strategy),
        refresh: RefreshReach(context, request));

    private static CookieReach RefreshReach(HttpContext context, AuthRequest request) =>
        CookieCopies.RefreshReach(request.RefreshCookies(context), CookieReach.Former);

    /// <summary>
    /// Deletes the cookies of other strategies: with them the next request would contain two credentials, or the next refresh
    /// two refresh tokens. The refresh cookies are deleted unseen, because browsers send them to the refresh endpoint only.
    /// </summary>
    private void DeleteOthers(HttpContext context, AuthRequest request, HttpStrategy issuer)
    {
        foreach (HttpStrategy other in strategies.All.Where(strategy => strategy != issuer && strategy.UsesCookie))
            cookies.DeleteRefresh(context, other, RefreshReach(context, request));
        foreach (PresentedCredential credential in request.Presented.All)
        {
            if (credential.Source == CredentialSource.Cookie && strategies.All.FirstOrDefault(strategy => strategy.Reads(credential)) is { } owner)
                DeleteUnlessReplaced(context, request, owner, issuer);
        }
    }

    private void DeleteUnlessReplaced(HttpContext context, AuthRequest request, HttpStrategy old, HttpStrategy issuer)
    {
        if (old.UsesCookie && (issuer.Transport == CredentialTransport.Bearer || old.Cookie.Name != issuer.Cookie.Name))
            cookies.Delete(context, old, CookieCopies.ReachOfEnd(request.Presented, old), RefreshReach(context, request));
    }
}
