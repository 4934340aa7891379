using System.Security.Claims;

namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>A fake with one thing wrong: proves that the cases can fail.</summary>
internal sealed class WrongStrategy(WrongWay wrong, FakeAuthStrategy right) : IAuthStrategy
{
    private readonly Dictionary<string, AuthResult> _remembered = [];

    public string Name => wrong == WrongWay.LiesAboutItsName ? "Somebody" : right.Name;

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        if (wrong == WrongWay.AcceptsNobody && principal is { Identity.IsAuthenticated: false })
            principal = TestPrincipals.Of("nobody");
        if (wrong == WrongWay.ForgetsToReplace)
            options.Replaces = null;
        if (wrong == WrongWay.IgnoresLifetime)
            options.Lifetime = null;
        if (wrong == WrongWay.ForgetsWhenProved)
            options.AuthenticatedAt = null;
        return right.IssueAsync(principal, options, wrong == WrongWay.IgnoresCancellation ? default : cancellationToken);
    }

    public async ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        if (wrong == WrongWay.ThrowsOnHostileText && credential.Contains('\0', StringComparison.Ordinal))
            throw new FormatException("Not a credential.");
        if (wrong == WrongWay.AnswersForOthers && !credential.StartsWith("fake~", StringComparison.Ordinal))
            return AuthResult.Fail(AuthFailureReason.Malformed, "Not mine.");
        if (wrong == WrongWay.TrimsText)
            credential = credential.Trim();
        if (wrong is WrongWay.SharesPrincipals or WrongWay.RemembersTheRevoked && _remembered.TryGetValue(credential, out AuthResult known))
            return known;

        try
        {
            AuthResult result = await right.AuthenticateAsync(credential, cancellationToken);
            if (result.Succeeded)
                _remembered[credential] = result;
            if (wrong == WrongWay.ExpiresLate && result.Failure?.Reason == AuthFailureReason.Expired)
                return AuthResult.Success(TestPrincipals.Of("alice")) with { ExpiresAt = DateTimeOffset.MaxValue };
            return result;
        }
        catch (SessionStoreException) when (wrong == WrongWay.SaysNoWhenItCannotTell)
        {
            return AuthResult.Fail(AuthFailureReason.UnknownSession, "Swallowed.");
        }
    }

    public async ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default)
    {
        if (wrong == WrongWay.MakesTwoBranches)
        {
            AuthResult result = await right.AuthenticateAsync(credential, cancellationToken);
            if (result.Succeeded)
                return RefreshResult.Success(right.LogIn(result.Principal), result.Principal);
        }

        RefreshResult refreshed = await right.RefreshAsync(credential, cancellationToken);
        if (wrong == WrongWay.ForgivesTheft && refreshed.Failure?.Reason == AuthFailureReason.Reused)
            return RefreshResult.Success(right.LogIn("alice"), TestPrincipals.Of("alice"));
        return refreshed;
    }

    public async ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        if (wrong == WrongWay.PretendsToRevoke)
            return RevokeOutcome.Revoked;

        RevokeOutcome outcome = await right.RevokeAsync(credential, cancellationToken);
        return wrong == WrongWay.RevokesTwice && outcome == RevokeOutcome.NotFound ? RevokeOutcome.Revoked : outcome;
    }
}
