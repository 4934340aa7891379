using System.Diagnostics;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Authenticates requests by a refresh token in a cookie, as the session strategy does by its own token. Thread-safe.</summary>
internal sealed class RefreshTokenAuthenticator(SessionStoreClient client, StrategyDiagnostics diagnostics, PrincipalRefresh? application)
{
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SessionAuthenticator _sessions = new(client, diagnostics);

    public async ValueTask<AuthResult> AuthenticateAsync(
        string refreshToken, IReadOnlyList<string> copies, AuthenticateTerms terms, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!policy.CanRefresh || !OpaqueToken.TryParse(refreshToken, out _))
            return AuthResult.None;

        using IDisposable? operation = SessionStoreOperation.Begin();
        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Authenticate);
        OpaqueToken[] tokens = CopyRanking.Parse([refreshToken, .. copies]);
        CookieCopyResult answer = await _sessions.AuthenticateCopiesAsync(tokens, terms, policy.Sessions, now, cancellationToken).ConfigureAwait(false);
        AuthResult result = answer.Result.Succeeded
            ? await AskAsync(answer, policy, now, cancellationToken).ConfigureAwait(false)
            : answer.Result;
        diagnostics.Authenticated(result, activity, terms.Client);
        return result;
    }

    /// <summary>
    /// What a refresh would say now: a user whom the application refuses, or whose session can give no access token, would otherwise be
    /// served by the refresh token until the session ends.
    /// </summary>
    private async ValueTask<AuthResult> AskAsync(CookieCopyResult answer, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (application is not { IsUsed: true } && policy.RequiredClaims.Length == 0)
            return answer.Result;

        _ = OpaqueToken.TryParse(answer.Credential, out OpaqueToken token);
        var check = SessionCheck.Of(await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false), token, policy.Sessions, now, _reader);
        if (check.Status != SessionStatus.Live)
            return AuthResult.Fail(check.Failure);

        ClaimSet? claims = application is { IsUsed: true }
            ? await application.AskAsync(new(check.Record, check.Session), policy.Principals, diagnostics, cancellationToken).ConfigureAwait(false)
            : check.Session.Claims;
        if (claims is null)
            return AuthResult.Fail(SessionFailures.Refused);
        if (RequiredClaims.RefusalOf(check.Session.With(claims), policy) is { } refusal)
            return AuthResult.Fail(refusal);

        return AuthResult.Success(policy.Principals.Create(claims), SessionCheck.FactsOf(check.Record, check.Session, token, answer.Result.RotationDue));
    }
}
