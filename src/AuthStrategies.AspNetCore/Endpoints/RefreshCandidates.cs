using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Finds the credential that a refresh is asked for. An access token that comes together with its refresh token does not
/// count as a second credential; a session token does, because it can be refreshed itself. Copies of one cookie stay together.
/// </summary>
internal static class RefreshCandidates
{
    public static PresentedCredentials Find(PresentedCredentials presented, PresentedCredentials refreshCookies, IReadOnlyList<HttpStrategy> strategies, string? bodyToken)
    {
        PresentedCredentials candidates = new();
        if (bodyToken is not null)
            candidates.Add(new(bodyToken, CredentialSource.Body, ""));
        foreach (PresentedCredential credential in refreshCookies.All)
            candidates.Add(credential);
        foreach (PresentedCredential credential in presented.All.Where(credential => IsRefreshable(strategies, credential)))
            candidates.Add(credential);

        if (candidates.Count == 0 && presented.Count > 0)
            candidates.Add(presented.First);
        if (refreshCookies.Mistake is { } ofCookies)
            candidates.Refuse(ofCookies, refreshCookies.Refusal);
        else if (presented.Mistake is { } mistake)
            candidates.Refuse(mistake, presented.Refusal);
        else if (candidates.Count > 1 && !AreCopies(candidates, strategies))
            RefuseMany(candidates, presented, refreshCookies);
        return candidates;
    }

    /// <summary>
    /// The names of the strategies that send tokens in bodies, if the request has cookies and all of them are of other strategies; otherwise
    /// <see langword="null"/>.
    /// </summary>
    public static IReadOnlyList<string>? FindOwnersOfBody(IReadOnlyList<HttpStrategy> strategies, PresentedCredentials presented, PresentedCredentials refreshCookies)
    {
        HttpStrategy[] owners = [.. strategies.Where(strategy => strategy is { Transport: CredentialTransport.Bearer, Capabilities.CanRefresh: true })];
        PresentedCredential[] cookies = [.. presented.All.Concat(refreshCookies.All).Where(credential => credential.Source == CredentialSource.Cookie)];
        return owners.Length > 0 && cookies.Length > 0 && !cookies.Any(cookie => owners.Any(owner => owner.ReadsForRefresh(cookie)))
            ? [.. owners.Select(owner => owner.Name)]
            : null;
    }

    /// <summary>Whether the credential itself can be refreshed. An access token cannot: it has a refresh token.</summary>
    private static bool IsRefreshable(IReadOnlyList<HttpStrategy> strategies, PresentedCredential credential)
    {
        HttpStrategy[] matching = [.. strategies.Where(strategy => strategy.Reads(credential) && strategy.Capabilities.Matches(credential.Text))];
        return matching.Length == 0 || matching.Any(strategy => strategy.Capabilities is { CanRefresh: true, IssuesRefreshTokens: false });
    }

    private static bool AreCopies(PresentedCredentials candidates, IReadOnlyList<HttpStrategy> strategies) => candidates.All.All(candidate => candidate.Source == CredentialSource.Cookie)
        && strategies.Any(strategy => candidates.All.All(candidate => strategy.IsNameOfRefreshCookie(candidate.Name)) || candidates.CountOf(strategy) == candidates.Count);

    private static void RefuseMany(PresentedCredentials candidates, PresentedCredentials presented, PresentedCredentials refreshCookies)
    {
        const string MoreThanOne = "The request contains more than one credential to refresh; exactly one is allowed.";
        candidates.Refuse(MoreThanOne, RequestRefusal.SeveralCredentials);
        if (candidates.All.Any(candidate => candidate.Source != CredentialSource.Cookie))
            return;

        // The browser would send them again.
        presented.RefuseCookies(MoreThanOne, RequestRefusal.SeveralCredentials);
        refreshCookies.RefuseCookies(MoreThanOne, RequestRefusal.SeveralCredentials);
    }
}
