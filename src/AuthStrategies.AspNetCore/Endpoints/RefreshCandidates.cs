using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Finds the credential that a refresh is asked for. An access token that comes together with its refresh token does not
/// count as a second credential; a session token does, because it can be refreshed itself. Copies of one cookie stay together.
/// </summary>
internal static class RefreshCandidates
{
    public static PresentedCredentials Find(PresentedCredentials presented, PresentedCredentials refreshCookies, StrategyList strategies, string? bodyToken)
    {
        PresentedCredentials candidates = new();
        if (bodyToken is not null)
            candidates.Add(new(bodyToken, CredentialSource.Body, ""));
        foreach (PresentedCredential credential in refreshCookies.All)
            candidates.Add(credential);
        foreach (PresentedCredential credential in presented.All.Where(credential => strategies.IsRefreshable(credential)))
            candidates.Add(credential);

        if (candidates.Count == 0 && presented.Count > 0)
            candidates.Add(presented.First);
        if ((refreshCookies.Mistake ?? presented.Mistake) is { } mistake)
            candidates.Refuse(mistake);
        else if (candidates.Count > 1 && !AreCopies(candidates, strategies))
            RefuseMany(candidates, presented, refreshCookies);
        return candidates;
    }

    private static bool AreCopies(PresentedCredentials candidates, StrategyList strategies) => candidates.All.All(candidate => candidate.Source == CredentialSource.Cookie)
        && strategies.All.Any(strategy => candidates.All.All(candidate => strategy.IsNameOfRefreshCookie(candidate.Name)) || candidates.CountOf(strategy) == candidates.Count);

    private static void RefuseMany(PresentedCredentials candidates, PresentedCredentials presented, PresentedCredentials refreshCookies)
    {
        const string MoreThanOne = "The request contains more than one credential to refresh; exactly one is allowed.";
        candidates.Refuse(MoreThanOne);
        if (candidates.All.Any(candidate => candidate.Source != CredentialSource.Cookie))
            return;

        // The browser would send them again.
        presented.RefuseCookies(MoreThanOne);
        refreshCookies.RefuseCookies(MoreThanOne);
    }
}
