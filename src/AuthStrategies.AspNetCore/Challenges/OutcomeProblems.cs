using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>Chooses the problem that a challenge answers.</summary>
internal static class OutcomeProblems
{
    /// <param name="outcome">What is answered.</param>
    /// <param name="request">The request.</param>
    /// <param name="namesStrategy">Whether there are several strategies, so that the text of a refusal names its own.</param>
    /// <param name="isDevelopment">Whether the check that failed is said.</param>
    public static Problem Create(AuthRequestOutcome outcome, AuthRequest request, bool namesStrategy, bool isDevelopment) => outcome switch
    {
        AuthRequestOutcome.InvalidRequest => Problems.InvalidRequest(request.Presented.Mistake!),
        AuthRequestOutcome.CrossSite => Problems.CrossSite,
        AuthRequestOutcome.Unavailable => Problems.Because(Problems.Unavailable, request.UnavailableReason),
        AuthRequestOutcome.Refused => Problems.Refused(request.Result.Failure!, namesStrategy ? request.Strategy : null, isDevelopment),
        _ => Problems.NotLoggedIn,
    };
}
