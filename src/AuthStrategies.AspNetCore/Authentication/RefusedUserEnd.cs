using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Ends the session of a user whom the application's <see cref="IPrincipalCheck"/> refused. A thread-safe singleton.</summary>
internal sealed class RefusedUserEnd(ISessionDirectory directory, CookieWriter cookies, UnavailableLog unavailable, ILogger<PrincipalChecks> logger)
{
    // Beside SessionEndReason.Application, for the client and the event.
    private const string Code = "principal-check";

    /// <summary>Ends the session and deletes the cookie. A credential that stays valid is refused again by the next check.</summary>
    public async ValueTask OfRequestAsync(HttpContext context, AuthRequest request, PresentedCredential credential, HttpStrategy strategy, SessionId? session)
    {
        HttpLog.RefusedByCheck(logger, strategy.Name);
        try
        {
            if (!await EndSessionAsync(request, credential, strategy, session).ConfigureAwait(false))
                await RevokeAsync(request, credential, strategy).ConfigureAwait(false);
        }
        catch (AuthUnavailableException exception)
        {
            unavailable.Check(exception, strategy.Name);
        }

        if (credential.Source != CredentialSource.Cookie || context.Response.HasStarted)
            return;

        request.HasChangedCredential = true;
        cookies.Delete(context, strategy, CookieCopies.ReachOfEnd(request.Presented, strategy), CookieCopies.RefreshReach(request.RefreshCookies(context), CookieReach.Former));
    }

    /// <summary>Ends the session of an open connection.</summary>
    /// <exception cref="AuthUnavailableException">The session store did not answer.</exception>
    public async ValueTask OfConnectionAsync(RequestSession session, SessionInfo found)
    {
        HttpLog.RefusedByCheck(logger, session.Strategy);
        await RevokeAsync(session.Connection, found).ConfigureAwait(false);
    }

    /// <summary>Ends the session by its id, because an end by its credential is a logout of the user.</summary>
    /// <returns>Whether it ended: the directory may not know the sessions of a custom strategy.</returns>
    private async ValueTask<bool> EndSessionAsync(AuthRequest request, PresentedCredential credential, HttpStrategy strategy, SessionId? session) =>
        strategy.Capabilities.KeepsSessions
        && (session ?? await FindIdAsync(request, credential, strategy).ConfigureAwait(false)) is { } id
        && await directory.FindAsync(id, CancellationToken.None).ConfigureAwait(false) is { } found
        && found.Strategy == strategy.Name
        && await RevokeAsync(request, found).ConfigureAwait(false);

    // A refresh that changed nothing names no session.
    private static async ValueTask<SessionId?> FindIdAsync(AuthRequest request, PresentedCredential credential, HttpStrategy strategy)
    {
        ValueTask<AuthResult> call;
        using (new ClientFactsScope(request))
            call = strategy.Strategy.AuthenticateAsync(credential.Text, CancellationToken.None);
        return (await call.ConfigureAwait(false)).SessionId;
    }

    private ValueTask<bool> RevokeAsync(IClientFactsSource? client, SessionInfo session)
    {
        using ClientFactsScope scope = new(client);
        return directory.RevokeAsync(session.Subject, session.Id, new() { Reason = SessionEndReason.Application, Code = Code }, CancellationToken.None);
    }

    private static ValueTask<RevokeOutcome> RevokeAsync(AuthRequest request, in PresentedCredential credential, HttpStrategy strategy)
    {
        using ClientFactsScope scope = new(request);
        return strategy.Strategy.RevokeAsync(credential.Text, CancellationToken.None);
    }
}
