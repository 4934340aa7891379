using System.Security.Claims;

namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>A JWT strategy that serves requests by their refresh token in a wrong way.</summary>
internal sealed class WrongRefreshTokens(WrongRefreshTokens.Way wrong, IAuthStrategy right) : IAuthStrategy, IRefreshTokenAuthentication
{
    public enum Way
    {
        RotatesBeforeTheResponse,
        TakesAccessTokens,
        AcceptsEndedSessions,
        HandsToEachResponse,
        IgnoresCanDeliver,
        IgnoresCancellation,
        SaysNoWhenItCannotTell,
    }

    public string Name => right.Name;

    private IRefreshTokenAuthentication RefreshTokens => (IRefreshTokenAuthentication)right;

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) => right.IssueAsync(principal, options, cancellationToken);

    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => right.AuthenticateAsync(credential, cancellationToken);

    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => right.RefreshAsync(credential, cancellationToken);

    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => right.RevokeAsync(credential, cancellationToken);

    public async ValueTask<AuthResult> AuthenticateRefreshTokenAsync(string refreshToken, IReadOnlyList<string> copies, CancellationToken cancellationToken = default)
    {
        try
        {
            AuthResult result = await RefreshTokens.AuthenticateRefreshTokenAsync(refreshToken, copies, cancellationToken);
            if (wrong == Way.TakesAccessTokens && !result.IsApplicable)
                return await right.AuthenticateAsync(refreshToken, cancellationToken);
            if (wrong == Way.RotatesBeforeTheResponse && (await right.RefreshAsync(refreshToken, cancellationToken)).Credential is { } next)
                await right.RevokeAsync(next.RefreshToken ?? refreshToken, cancellationToken);
            return wrong == Way.AcceptsEndedSessions && result.Failure is not null ? AuthResult.Success(TestPrincipals.Of("alice")) : result;
        }
        catch (AuthUnavailableException) when (wrong == Way.SaysNoWhenItCannotTell)
        {
            return AuthResult.Fail(AuthFailureReason.UnknownSession, "unknown");
        }
    }

    public async ValueTask<IssuedCredential?> RenewAtHeadersAsync(
        string refreshToken, IReadOnlyList<string> copies, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default)
    {
        Func<IssuedCredential, bool>? asked = wrong == Way.IgnoresCanDeliver ? null : canDeliver;
        CancellationToken token = wrong == Way.IgnoresCancellation ? default : cancellationToken;
        IssuedCredential? renewed = await RefreshTokens.RenewAtHeadersAsync(refreshToken, copies, asked, token);
        if (wrong != Way.HandsToEachResponse || renewed is null)
            return renewed;

        return new()
        {
            Value = renewed.Value,
            ExpiresAt = renewed.ExpiresAt,
            RefreshToken = renewed.RefreshToken ?? refreshToken,
            RefreshTokenExpiresAt = renewed.RefreshTokenExpiresAt,
            SessionId = renewed.SessionId,
        };
    }
}
