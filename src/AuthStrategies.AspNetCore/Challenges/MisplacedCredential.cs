using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>
/// Explains to a developer what a refused credential is and where it belongs: one of a strategy that the endpoint does not accept, or one in a
/// place that its strategy does not read. Never repeats a part of the credential.
/// </summary>
internal static class MisplacedCredential
{
    private static readonly AuthStrategyCapabilities Opaque = new() { Formats = CredentialFormats.SessionToken };

    /// <summary>What the credential is, with what to do; <see langword="null"/> if nothing can be said about it.</summary>
    /// <param name="request">The refused request, or part of it.</param>
    /// <param name="all">All strategies.</param>
    public static string? Explain(AuthRequest request, IReadOnlyList<HttpStrategy> all)
    {
        if (request.Presented.Count == 0)
            return null;
        if (request.AcceptedElsewhereBy is { } other)
            return $"The credential is one of the strategy {other.Name}; this endpoint accepts {UnusedCredential.List(request.Scope!.Strategies.Select(strategy => strategy.Name), "or")}.";

        return request.AnsweredBy is null ? OfForm(request.Presented.First, all) : null;
    }

    private static string? OfForm(in PresentedCredential credential, IReadOnlyList<HttpStrategy> all)
    {
        string text = credential.Text;
        PresentedCredential presented = credential;
        HttpStrategy[] owners = [.. all.Where(strategy => strategy.Capabilities.Formats != CredentialFormats.Unknown && strategy.Capabilities.Matches(text) && !strategy.Reads(presented))];
        HttpStrategy[] refreshing = Opaque.Matches(text) ? [.. all.Where(strategy => strategy.Capabilities.IssuesRefreshTokens)] : [];
        string? access = owners.Length == 0 ? null : $"{UnusedCredential.Who(owners)} {(owners.Length == 1 ? "reads" : "read")} {UnusedCredential.PlacesOf(owners)}, and not {PlaceOf(credential)}";
        string? refresh = refreshing.Length == 0 ? null : $"a refresh token of {UnusedCredential.Who(refreshing)} is for the refresh endpoint only: send the access token here";
        if (access is null)
            return refresh is null ? null : $"The credential has the form of a refresh token; {refresh}.";

        string form = Opaque.Matches(text) ? refresh is null ? "a session token" : "a session token or a refresh token" : "a JWT";
        return $"The credential has the form of {form}; {access}{(refresh is null ? "" : "; " + refresh)}.";
    }

    private static string PlaceOf(in PresentedCredential credential) => credential.Source switch
    {
        CredentialSource.Cookie => $"the cookie {credential.Name}",
        CredentialSource.Query => "the query string",
        CredentialSource.Header => $"the header {credential.Name}",
        _ => "the header Authorization",
    };
}
