using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Decides between several values of one cookie in a request. Values that no strategy has issued are ignored: another host of the
/// domain could set them. Values of one session are ranked by its strategy. Between sessions nothing is chosen: another host of
/// the domain could otherwise log a user in to an account that is not the user's. A thread-safe singleton.
/// </summary>
internal sealed class CookieCopies(StrategyList strategies, CrossSiteCheck crossSite, CookieWriter cookies)
{
    /// <summary>The most values of one cookie that are compared. More are refused.</summary>
    public const int MaxCopies = 3;

    public const string SeveralSessions = "The request contains cookies of different sessions. This answer deletes them; log in again.";

    /// <summary>Finds the values that count: one, or several of the same session, which its strategy ranks.</summary>
    /// <returns>The values; empty if they belong to different sessions or are too many.</returns>
    /// <exception cref="AuthUnavailableException">It is unknown whether a value is genuine.</exception>
    public async ValueTask<IReadOnlyList<PresentedCredential>> SelectAsync(PresentedCredentials presented, CancellationToken cancellationToken)
    {
        // Another host may set a cookie with a former name even if it cannot set one with the present name.
        foreach (bool isFormer in new[] { false, true })
        {
            List<PresentedCredential> genuine = [];
            PresentedCredential[] copies = [.. presented.All.Where(copy => copy.IsFormer == isFormer && IsCandidate(copy)).DistinctBy(copy => copy.Text)];
            if (copies.Length > MaxCopies)
                return [];

            string? session = null;
            foreach (PresentedCredential copy in copies)
            {
                string? found = await FindSessionAsync(copy, cancellationToken).ConfigureAwait(false);
                if (found is null)
                    continue;
                if (session is not null && found != session)
                    return [];
                session = found;
                genuine.Add(copy);
            }

            if (genuine.Count > 0)
                return genuine;
        }

        return [presented.First];
    }

    /// <summary>Refuses the request because of its cookies; the answer deletes them.</summary>
    public static void Refuse(PresentedCredentials presented) => presented.RefuseCookies(SeveralSessions, RequestRefusal.SeveralSessions);

    /// <summary>Which other access cookies a response deletes that stores a newer credential of the same session.</summary>
    public static CookieReach ReachOfChange(PresentedCredentials presented, HttpStrategy strategy) =>
        presented.CountOf(strategy) > 1 || HasFormerName(presented, strategy) ? CookieReach.All : CookieReach.Present;

    /// <summary>
    /// Which other access cookies a sign-in or a sign-out deletes. The request does not say with which attributes a cookie was set, and
    /// a stateless token that stays in the browser is a user who stays logged in.
    /// </summary>
    public static CookieReach ReachOfEnd(PresentedCredentials presented, HttpStrategy strategy) =>
        presented.CountOf(strategy) > 0 ? CookieReach.All : CookieReach.Former;

    /// <summary>The same for the refresh cookie, which most requests do not contain.</summary>
    public static CookieReach RefreshReach(PresentedCredentials refreshCookies, CookieReach otherwise) =>
        refreshCookies.Count > 1 ? CookieReach.All : otherwise;

    /// <summary>
    /// Deletes the cookies that a request was refused for, so that it is refused once only: every variant of copies and of cookies
    /// with an ambiguous name.
    /// </summary>
    public void DeleteConflicting(HttpContext context, AuthRequest request)
    {
        // A page of another site can make the browser send the request, and the browser would obey the answer.
        if (crossSite.IsCrossSite(context.Request))
            return;

        PresentedCredentials presented = request.Presented;
        PresentedCredentials refresh = request.RefreshCookies(context);
        AmbiguousCookies.Delete(context, cookies.PathOf(context), [.. presented.AmbiguousNames, .. refresh.AmbiguousNames]);
        foreach (HttpStrategy strategy in strategies.All.Where(strategy => strategy.UsesCookie))
        {
            if (presented.HasConflictingCookies && presented.CountOf(strategy) > 0)
                cookies.DeleteAccess(context, strategy, CookieReach.All);
            if (refresh.HasConflictingCookies && refresh.All.Any(copy => strategy.IsNameOfRefreshCookie(copy.Name)))
                cookies.DeleteRefresh(context, strategy, CookieReach.All);
        }
    }

    private static bool HasFormerName(PresentedCredentials presented, HttpStrategy strategy) =>
        strategy.FormerNames.Count > 0 && presented.All.Any(copy => copy.IsFormer && strategy.FormerNames.Contains(copy.Name));

    private bool IsCandidate(PresentedCredential copy) => strategies.All.Any(strategy => MayHaveIssued(strategy, copy));

    private async ValueTask<string?> FindSessionAsync(PresentedCredential copy, CancellationToken cancellationToken)
    {
        foreach (HttpStrategy strategy in strategies.All)
        {
            if (!MayHaveIssued(strategy, copy))
                continue;

            // Of a strategy without this ability each value is a session.
            string? session = strategy.Copies is { } ability ? await ability.FindSessionAsync(copy.Text, cancellationToken).ConfigureAwait(false) : copy.Text;
            if (session is not null)
                return session;
        }

        return null;
    }

    // The form of a refresh token is not that of the strategy's access tokens.
    private static bool MayHaveIssued(HttpStrategy strategy, PresentedCredential copy)
    {
        if (copy.Text.Length == 0 || !strategy.ReadsForRefresh(copy))
            return false;

        return !strategy.Reads(copy) || strategy.Capabilities.Matches(copy.Text);
    }
}
