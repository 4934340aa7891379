using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>Chooses the problem that a challenge answers.</summary>
internal static class OutcomeProblems
{
    public static Problem Create(AuthRequestOutcome outcome, AuthRequest request, bool isDevelopment) => outcome switch
    {
        AuthRequestOutcome.InvalidRequest => Problems.InvalidRequest(request.Presented.Mistake!),
        AuthRequestOutcome.CrossSite => Problems.CrossSite,
        AuthRequestOutcome.Unavailable => Problems.Unavailable,
        AuthRequestOutcome.Refused => Problems.Refused(request.Result.Failure!, isDevelopment),
        _ => Problems.NotLoggedIn,
    };
}
