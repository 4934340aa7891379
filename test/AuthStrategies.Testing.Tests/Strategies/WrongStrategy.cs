using System.Security.Claims;

namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>A fake with one thing wrong: proves that the cases can fail.</summary>
internal sealed class WrongStrategy(WrongWay wrong, FakeAuthStrategy right) : IAuthStrategy, ICookieRotation, ISessionItems
{
    private readonly TaskCompletionSource _secondReader = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers;

    private readonly Dictionary<string, AuthResult> _remembered = [];
    private readonly Dictionary<string, RefreshResult> _handed = [];
    private readonly HashSet<string> _lost = [];
    private readonly Dictionary<string, Dictionary<string, string?>> _ownItems = [];

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
        if (wrong == WrongWay.IgnoresNotAfter)
            options.NotAfter = null;
        if (wrong == WrongWay.ForgetsWhenProved)
            options.AuthenticatedAt = null;
        if (wrong == WrongWay.ForgetsItems)
            options.Items = null;
        if (wrong is WrongWay.SharesItems or WrongWay.KeepsLargeItems or WrongWay.KeepsHalfAChange)
            return IssueWithOwnItems(principal, options);
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
            if (wrong == WrongWay.InventsItems && result.Succeeded)
                return result with { Items = new Dictionary<string, string?> { ["invented"] = "1" } };
            return result.Succeeded && _ownItems.Count > 0 ? result with { Items = OwnItemsOf(credential) } : result;
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
        if (wrong == WrongWay.LosesItemsAtRefresh && refreshed.Credential is { } next)
            await ((ISessionItems)right).UpdateAsync(next.Value, items => items.Clear(), cancellationToken);
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

    public async ValueTask<ItemsOutcome> UpdateAsync(string credential, Action<IDictionary<string, string?>> change, CancellationToken cancellationToken = default)
    {
        if (_ownItems.Count > 0)
        {
            change(OwnItemsOf(credential));
            return ItemsOutcome.Updated;
        }

        if (wrong == WrongWay.LosesUpdates)
        {
            AuthResult result = await right.AuthenticateAsync(credential, cancellationToken);
            Dictionary<string, string?> items = result.Items.ToDictionary();
            change(items);
            // Not before another call has read the same items: the fault must not depend on the speed of threads.
            if (Interlocked.Increment(ref _readers) >= 2)
                _secondReader.TrySetResult();
            await _secondReader.Task;
            return await ((ISessionItems)right).UpdateAsync(credential, stored => Overwrite(stored, items), cancellationToken);
        }

        ItemsOutcome outcome = wrong == WrongWay.ForgetsItems ? ItemsOutcome.Updated : await Inner().UpdateAsync(credential, change, cancellationToken);
        if (wrong == WrongWay.ThrowsWithoutSession && outcome == ItemsOutcome.NotFound)
            throw new KeyNotFoundException("No such session.");
        return outcome;

        ISessionItems Inner() => right;
    }

    private static void Overwrite(IDictionary<string, string?> stored, Dictionary<string, string?> items)
    {
        stored.Clear();
        foreach ((string name, string? value) in items)
            stored[name] = value;
    }

    private async ValueTask<IssuedCredential> IssueWithOwnItems(ClaimsPrincipal principal, IssueOptions options)
    {
        Dictionary<string, string?> items = options.Items?.ToDictionary() ?? [];
        options.Items = null;
        IssuedCredential issued = await right.IssueAsync(principal, options);
        _ownItems[wrong == WrongWay.SharesItems ? "" : issued.Value] = items;
        return issued;
    }

    private Dictionary<string, string?> OwnItemsOf(string credential) => _ownItems[wrong == WrongWay.SharesItems ? "" : credential];
}
