using System.Globalization;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>The values of <c>WWW-Authenticate</c> (RFC 6750 §3, RFC 9470 §3). The texts are constant, so no quoting is needed.</summary>
internal static class WwwAuthenticate
{
    private const string InvalidRequest = "error=\"invalid_request\", error_description=\"The request's credentials are malformed or ambiguous\"";
    private const string Expired = "error=\"invalid_token\", error_description=\"The credential has expired\"";
    private const string Invalid = "error=\"invalid_token\", error_description=\"The credential is not valid\"";
    private const string InvalidProof = "error=\"invalid_dpop_proof\", error_description=\"The DPoP proof is not valid\"";
    private const string NonceRequired = "error=\"use_dpop_nonce\", error_description=\"The DPoP proof needs the nonce of this response\"";
    private const string Insufficient = "error=\"insufficient_scope\", error_description=\"The user is not allowed to do this\"";

    /// <summary>The authentication scheme alone (RFC 9110 §15.5.2: every 401 names one). Those for bearer tokens and for DPoP are registered.</summary>
    public const string Bearer = "Bearer";
    public const string BoundToken = "DPoP";
    public const string Cookie = "Cookie";
    public const string Header = "ApiKey";

    /// <summary>The value for an outcome, or <see langword="null"/> when the response needs none.</summary>
    public static string? OfOutcome(AuthRequestOutcome outcome, AuthRequest request, string scheme) => outcome switch
    {
        AuthRequestOutcome.InvalidRequest => With(scheme, InvalidRequest),
        AuthRequestOutcome.Refused => With(scheme, request.Result.Failure!.Reason == AuthFailureReason.Expired ? Expired : Invalid),
        AuthRequestOutcome.CrossSite or AuthRequestOutcome.Unavailable => null,
        _ => scheme,
    };

    /// <summary>The value for clients that send proofs (RFC 9449 §7.1).</summary>
    public static string DPoP(AuthRequestOutcome outcome, AuthRequest request, string algorithms)
    {
        string? error = request.Presented is not { Count: > 0, First.Source: CredentialSource.DPoP } ? null
            : outcome == AuthRequestOutcome.InvalidRequest ? InvalidRequest
            : outcome != AuthRequestOutcome.Refused ? null
            : request.Result.Failure!.Reason switch
            {
                AuthFailureReason.InvalidProof => request.Proof?.Error == DPoPProofError.NonceRequired ? NonceRequired : InvalidProof,
                AuthFailureReason.Expired => Expired,
                _ => Invalid,
            };
        return error is null ? $"DPoP algs=\"{algorithms}\"" : $"DPoP {error}, algs=\"{algorithms}\"";
    }

    public static string Forbidden(string scheme) => With(scheme, Insufficient);

    /// <summary>The value that asks for a new login (RFC 9470 §3).</summary>
    public static string Stale(string scheme, TimeSpan maxAge) => With(
        scheme,
        string.Create(CultureInfo.InvariantCulture, $"error=\"insufficient_user_authentication\", error_description=\"A more recent login is required\", max_age=\"{(long)maxAge.TotalSeconds}\""));

    private static string With(string scheme, string parameters) => $"{scheme} {parameters}";
}
