using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Responses;

/// <summary>What is said to a client that is not let in. Which check failed is said in Development only (CWE-209).</summary>
internal static class Problems
{
    public static Problem Unavailable { get; } = new(StatusCodes.Status503ServiceUnavailable, "Authentication is not available at the moment.", "Try again later. Nobody has been logged out.");

    public static Problem NotEnded { get; } = new(StatusCodes.Status503ServiceUnavailable, "The login was not ended.", "The store could not be told, so what was to be ended may live on until it expires. Try again later.");

    public static Problem NoSuchSession { get; } = new(StatusCodes.Status404NotFound, "There is no such login.");

    public static Problem CrossSite { get; } = new(StatusCodes.Status403Forbidden, "The request comes from another site.", "Requests that change something are accepted from pages of this site only.");

    public static Problem Forbidden { get; } = new(StatusCodes.Status403Forbidden, "This is not allowed for the user.");

    public static Problem Stale { get; } = new(StatusCodes.Status401Unauthorized, "Log in again.", "The last login is too long ago for this.");

    public static Problem NotLoggedIn { get; } = new(StatusCodes.Status401Unauthorized, "Authentication is required.");

    public static Problem InvalidRequest(string mistake) => new(StatusCodes.Status400BadRequest, "The credential is not presented in a lawful way.", mistake);

    public static Problem Refused(AuthFailure failure, bool isDevelopment)
    {
        string title = failure.Reason == AuthFailureReason.Expired ? "The credential has expired." : "The credential is not valid.";
        return isDevelopment
            ? new(StatusCodes.Status401Unauthorized, title, failure.Detail, failure.Reason.ToString())
            : new(StatusCodes.Status401Unauthorized, title);
    }

    /// <summary>What a challenge answers to a request.</summary>
    public static Problem Of(AuthRequestOutcome outcome, AuthRequest request, bool isDevelopment) => outcome switch
    {
        AuthRequestOutcome.InvalidRequest => InvalidRequest(request.Presented.Mistake!),
        AuthRequestOutcome.CrossSite => CrossSite,
        AuthRequestOutcome.Unavailable => Unavailable,
        AuthRequestOutcome.Refused => Refused(request.Result.Failure!, isDevelopment),
        _ => NotLoggedIn,
    };
}
