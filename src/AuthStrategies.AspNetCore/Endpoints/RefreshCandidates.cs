using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Finds what a refresh is asked with. An access token that comes along with its refresh token is no second credential, but
/// a session token is: it could be refreshed itself.
/// </summary>
internal static class RefreshCandidates
{
    public static PresentedCredentials Find(HttpRequest request, AuthHttpServices services, PresentedCredentials presented, string? bodyToken)
    {
        PresentedCredentials candidates = new();
        if (bodyToken is not null)
            candidates.Add(new(bodyToken, CredentialSource.Body, ""));
        CookieHeader.Read(request.Headers.Cookie, services.RefreshCookieNames, candidates);
        foreach (PresentedCredential credential in presented.All.Where(credential => !IsToken(credential)))
            candidates.Add(credential);

        if (candidates.Count == 0 && presented.Count > 0)
            candidates.Add(presented.First);
        if (presented.Mistake is { } mistake)
            candidates.Refuse(mistake);
        else if (candidates.Count > 1)
            candidates.Refuse("There is more than one credential to refresh; exactly one counts.");
        return candidates;
    }

    private static bool IsToken(in PresentedCredential credential) => credential.Text.Contains('.', StringComparison.Ordinal);
}
