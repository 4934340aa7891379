using System.Security.Claims;

namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>A fake with one thing wrong: proves that the cases can fail.</summary>
internal sealed class WrongStrategy(WrongWay wrong, FakeAuthStrategy right) : IAuthStrategy, ICookieRotation
{
    private readonly Dictionary<string, AuthResult> _remembered = [];
    private readonly Dictionary<string, RefreshResult> _handed = [];
    private readonly HashSet<string> _lost = [];

    public string Name => wrong == WrongWay.LiesAboutItsName ? "Somebody" : right.Name;

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        if (wrong == WrongWay.RefusesEverything && principal is { Identity.IsAuthenticated: false })
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
        if (_lost.Contains(credential))
            return AuthResult.Fail(AuthFailureReason.Reused, "Lost.");
        if (wrong == WrongWay.AuthenticatesWithoutUse)
            return AuthResult.Success(TestPrincipals.Of("alice"));
        if (wrong == WrongWay.RotatesBearers)
            return await AuthenticateCookieAsync(credential, cancellationToken);
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
        if (wrong == WrongWay.ReplacesTheYoung && refreshed.Succeeded)
            return RefreshResult.Success(right.LogIn("alice"), refreshed.Principal);
        if (refreshed.IsUnchanged && wrong == WrongWay.EndsSlowRefreshes)
            return RefreshResult.Fail(AuthFailureReason.Reused, "Slow.");
        if (_handed.TryGetValue(credential, out RefreshResult before))
        {
            if (wrong is WrongWay.HandsALostSuccessorAgain or WrongWay.HandsToSlowRefreshes)
                return before;
            if (wrong == WrongWay.RefusesALostSuccessor)
                _lost.Add(before.Credential!.Value);
        }

        if (refreshed.Succeeded)
            _handed[credential] = refreshed;
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

    public bool RotatesCookies => ((ICookieRotation)right).RotatesCookies;

    public ValueTask<AuthResult> AuthenticateCookieAsync(string credential, CancellationToken cancellationToken = default) =>
        ((ICookieRotation)right).AuthenticateCookieAsync(credential, cancellationToken);

    public async ValueTask<IssuedCredential?> RotateAtHeadersAsync(
        string credential, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default)
    {
        if (wrong == WrongWay.ReplacesForeignCookies)
            return right.LogIn("alice");
        if (wrong == WrongWay.ReplacesWhatCannotBeDelivered)
            canDeliver = null;
        if (wrong == WrongWay.IgnoresCancellation)
            cancellationToken = default;

        try
        {
            IssuedCredential? next = await ((ICookieRotation)right).RotateAtHeadersAsync(credential, canDeliver, cancellationToken);
            return wrong == WrongWay.ReplacesAtEachResponse ? next ?? right.LogIn("alice") : next;
        }
        catch (SessionStoreException) when (wrong == WrongWay.SaysNoWhenItCannotTell)
        {
            return null;
        }
    }

    public ValueTask<RefreshResult> RefreshAsync(string credential, RefreshOptions options, CancellationToken cancellationToken = default) =>
        wrong == WrongWay.RefreshesCookiesUnderWay ? right.RefreshAsync(credential, cancellationToken) : ((ICookieRotation)right).RefreshAsync(credential, options, cancellationToken);
}
