using System.Globalization;
using AuthStrategies.AspNetCore.Requests;

namespace AuthStrategies.AspNetCore.Responses;

/// <summary>The values of <c>WWW-Authenticate</c> (RFC 6750 §3, RFC 9470 §3). Constant texts, so nothing needs quoting.</summary>
internal static class Challenges
{
    private const string InvalidRequest = "error=\"invalid_request\", error_description=\"The credential is not presented in a lawful way\"";
    private const string Expired = "error=\"invalid_token\", error_description=\"The credential has expired\"";
    private const string Invalid = "error=\"invalid_token\", error_description=\"The credential is not valid\"";
    private const string Insufficient = "error=\"insufficient_scope\", error_description=\"This is not allowed for the user\"";

    /// <summary>The scheme a client without a header is told about (RFC 9110 §15.5.2 wants one in every 401).</summary>
    public static string Scheme(bool readsBearer) => readsBearer ? "Bearer" : "Cookie";

    /// <summary>What a challenge says, or <see langword="null"/> when the answer has no need of it.</summary>
    public static string? Of(AuthRequestOutcome outcome, AuthRequest request, bool readsBearer) => outcome switch
    {
        AuthRequestOutcome.InvalidRequest => With(readsBearer, InvalidRequest),
        AuthRequestOutcome.Refused => With(readsBearer, request.Result.Failure!.Reason == AuthFailureReason.Expired ? Expired : Invalid),
        AuthRequestOutcome.CrossSite or AuthRequestOutcome.Unavailable => null,
        _ => Scheme(readsBearer),
    };

    public static string OfForbid(bool readsBearer) => With(readsBearer, Insufficient);

    /// <summary>RFC 9470 §3: log in again.</summary>
    public static string OfStale(bool readsBearer, TimeSpan maxAge) => With(
        readsBearer,
        string.Create(CultureInfo.InvariantCulture, $"error=\"insufficient_user_authentication\", error_description=\"A more recent login is required\", max_age=\"{(long)maxAge.TotalSeconds}\""));

    private static string With(bool readsBearer, string parameters) => $"{Scheme(readsBearer)} {parameters}";
}
