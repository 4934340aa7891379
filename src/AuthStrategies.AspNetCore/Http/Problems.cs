using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The problem texts that clients receive. Which check failed is said in Development only (CWE-209).</summary>
internal static class Problems
{
    /// <summary>Of a credential that could not be checked or refreshed.</summary>
    public static Problem Unavailable { get; } = new(StatusCodes.Status503ServiceUnavailable, "Authentication is temporarily unavailable.", "Try again later. Your session has not been ended.");

    private const string IssuerKeys = "The keys of the token's issuer cannot be read at present";

    private const string OwnKeys = "The keys of this application cannot be read at present";

    /// <summary>Of a login.</summary>
    public static Problem NotSignedIn { get; } = Unavailable with { Detail = "The login was not completed. Try again later." };

    /// <summary>Of something else: nothing is said about a session.</summary>
    public static Problem NotAnswered { get; } = Unavailable with { Detail = "Try again later." };

    public static Problem NotEnded { get; } = new(StatusCodes.Status503ServiceUnavailable, "The session was not ended.", "The session store did not answer, so the session may stay valid until it expires. Try again later.");

    /// <summary>A problem with status 503, with the cause if it is not the session store: a client of a partner can do nothing with words about sessions.</summary>
    public static Problem Because(Problem problem, Exception? exception)
    {
        string? cause = exception switch
        {
            IssuerKeysException => IssuerKeys,
            JwtKeyStoreException => OwnKeys,
            _ => null,
        };
        if (cause is null)
            return problem;
        if (problem == NotEnded)
            return problem with { Detail = cause + ", so the session may stay valid until it expires. Try again later." };

        return problem with { Detail = problem == NotSignedIn ? $"The login was not completed. {cause}. Try again later." : cause + ". Try again later." };
    }

    public static Problem NoSuchSession { get; } = new(StatusCodes.Status404NotFound, "There is no such session.");

    public static Problem NoTokens { get; } = new(StatusCodes.Status404NotFound, "The application issues no tokens.");

    public static Problem CrossSite { get; } = new(StatusCodes.Status403Forbidden, "The request comes from another site.", "Requests that change something are accepted only from pages of this site.");

    public static Problem Forbidden { get; } = new(StatusCodes.Status403Forbidden, "The user is not allowed to do this.");

    public static Problem NotBoundToDevice { get; } = new(
        StatusCodes.Status403Forbidden,
        "The session is not bound to a device.",
        "This request needs a session that the browser has bound to its device. A browser that can do so binds it a moment after the login.");

    public static Problem Stale { get; } = new(StatusCodes.Status401Unauthorized, "Log in again.", "The last login is too long ago for this request.");

    public static Problem NotLoggedIn { get; } = new(StatusCodes.Status401Unauthorized, "Authentication is required.");

    public static Problem RefreshRefused { get; } = new(StatusCodes.Status401Unauthorized, "The refresh was refused. Log in again.", Error: "invalid_grant");

    /// <summary>
    /// Unknown, expired, used and revoked tokens get the same answer (RFC 6749 §5.2), except in Development. Only the client whose session it was
    /// is told how it ended.
    /// </summary>
    public static Problem RefreshRefusedFor(string detail, string? reason, SessionEnd? end, bool isDevelopment) =>
        WithEnd(isDevelopment ? RefreshRefused with { Detail = detail, Reason = reason } : RefreshRefused, end);

    public static Problem InvalidRefresh(string mistake) => new(StatusCodes.Status400BadRequest, "The refresh request is malformed or ambiguous.", mistake, Error: "invalid_request");

    /// <summary>Of a sign-in or a refresh whose proof was refused (RFC 9449 §5, §8). The client needs the reason: only the nonce can be mended by it.</summary>
    public static Problem InvalidProof(DPoPProofError error, string detail) => new(
        StatusCodes.Status400BadRequest,
        "The DPoP proof was refused.",
        detail,
        Error: error == DPoPProofError.NonceRequired ? "use_dpop_nonce" : "invalid_dpop_proof");

    public static Problem DeviceProofRefused { get; } = new(StatusCodes.Status400BadRequest, "The device was not accepted.", "The request must have one proof of the device's key that answers the server's challenge.");

    public static Problem DeviceProofNeeded { get; } = new(StatusCodes.Status403Forbidden, "A proof of the device's key is needed.", "Answer the challenge of this response.");

    public static Problem NoHost { get; } = new(StatusCodes.Status400BadRequest, "The request names no host.", "The Host header must contain a host name or an address, and a port of at most 65535.");

    public static Problem InvalidRequest(string mistake) => new(StatusCodes.Status400BadRequest, "The request's credentials are malformed or ambiguous.", mistake);

    /// <param name="failure">Why the credential was refused.</param>
    /// <param name="strategy">The strategy that refused, if there are others that it could be; otherwise <see langword="null"/>.</param>
    /// <param name="isDevelopment">Whether the check that failed is said.</param>
    public static Problem Refused(AuthFailure failure, string? strategy, bool isDevelopment)
    {
        string title =
            failure.SessionEnd is not null ? "The session has ended."
            : failure.Reason == AuthFailureReason.Expired ? "The credential has expired."
            : "The credential is not valid.";
        Problem problem = isDevelopment
            ? new(StatusCodes.Status401Unauthorized, title, strategy is null ? failure.Detail : $"Strategy \"{strategy}\": {failure.Detail}", failure.Reason.ToString())
            : new(StatusCodes.Status401Unauthorized, title);
        return WithEnd(problem, failure.SessionEnd);
    }

    private static Problem WithEnd(Problem problem, SessionEnd? end) =>
        end is null ? problem : problem with { Detail = SessionEndTexts.SentenceOf(end), End = end };
}
