using System.Globalization;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>
/// The refusals of a token. Created once where possible, so that a refusal allocates nothing. The texts contain options and
/// times, and nothing that the token contains.
/// </summary>
internal sealed class JwtFailures(JwtPolicy policy)
{
    public static readonly AuthFailure NotCompact = Malformed("The text is not a signed token in compact form: three parts of base64url without padding, separated by dots.");
    public static readonly AuthFailure AlgorithmNotText = Malformed("The header has no \"alg\" that is a string.");
    public static readonly AuthFailure UnknownKey = new(AuthFailureReason.UnknownKey, "No key has the token's key id and algorithm; or the token has no key id, and not exactly one key has its algorithm.");
    public static readonly AuthFailure BadSignature = new(AuthFailureReason.BadSignature, "The signature does not match the token's content.");
    public static readonly AuthFailure PayloadNotStrict = Malformed("The payload is not one strict JSON object with registered claims of the right type: UTF-8, no member twice, dates as numbers, nothing after it.");
    public static readonly AuthFailure NoExpiry = Missing("exp");
    public static readonly AuthFailure NoIssuedAt = new(AuthFailureReason.MissingClaim, "The token has no \"iat\", and MaxTokenAge is set.");
    public static readonly AuthFailure NoIssuer = Missing("iss");
    public static readonly AuthFailure NoAudience = Missing("aud");
    public static readonly AuthFailure NoSubject = Missing("sub");
    public static readonly AuthFailure NoSession = new(AuthFailureReason.MissingClaim, "The token has no \"sid\" that names a session, and RequireLiveSession is on.");
    public static readonly AuthFailure Revoked = new(AuthFailureReason.Revoked, "The session of the token has ended.");

    /// <summary>The session of the token is of another generation of its subject.</summary>
    public static readonly AuthFailure AllRevoked = SessionFailures.Ended(Revoked, SessionFailures.All);

    /// <summary>The session of the token is of another generation.</summary>
    public static readonly AuthFailure SessionsRevoked = SessionFailures.Ended(Revoked, SessionFailures.Everything);

    public static readonly AuthFailure EverythingRevoked = new(AuthFailureReason.Revoked, "The token was issued before all tokens of the strategy were ended.") { SessionEnd = SessionFailures.Everything };

    /// <summary>For an access token at a refresh.</summary>
    public AuthFailure NothingToRefresh { get; } = new(AuthFailureReason.NotSupported, "An access token cannot be exchanged for another. " + RefreshAdviceOf(policy));

    private readonly AuthFailure[] _missing = [.. policy.RequiredClaims.Select(name => new AuthFailure(AuthFailureReason.MissingClaim, $"The token has no \"{name}\" with a value, and RequiredClaims names it."))];

    public AuthFailure TooLarge { get; } = new(AuthFailureReason.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The text is longer than MaxTokenLength: {policy.MaxTokenLength} characters."));

    public AuthFailure WrongType { get; } = new(AuthFailureReason.WrongType, $"The header's \"typ\" is not TokenType: {policy.TokenType.Name}.");

    public AuthFailure WrongIssuer { get; } = new(AuthFailureReason.WrongIssuer, policy.Issuers.Length == 1 ? $"\"iss\" is not Issuer: {policy.Issuer}." : $"\"iss\" is none of Issuer and ValidIssuers: {string.Join(", ", policy.Issuers)}.");

    public AuthFailure WrongAudience { get; } = new(AuthFailureReason.WrongAudience, $"\"aud\" names none of Audience and ValidAudiences: {string.Join(", ", policy.Audiences)}.");

    public AuthFailure Expired(long expiresAt, long now) => new(
        AuthFailureReason.Expired,
        string.Create(CultureInfo.InvariantCulture, $"The token expired at {Instant(expiresAt):O}; it is {Instant(now):O}, and ClockSkew is {policy.ClockSkew}."));

    public AuthFailure NotYetValid(long notBefore, long now) => new(
        AuthFailureReason.NotYetValid,
        string.Create(CultureInfo.InvariantCulture, $"The token is valid from {Instant(notBefore):O}; it is {Instant(now):O}, and ClockSkew is {policy.ClockSkew}."));

    public AuthFailure TooOld(long issuedAt, long now) => new(
        AuthFailureReason.Expired,
        string.Create(CultureInfo.InvariantCulture, $"The token was issued at {Instant(issuedAt):O}; it is {Instant(now):O}, MaxTokenAge is {policy.MaxTokenAge}, and ClockSkew is {policy.ClockSkew}."));

    public static AuthFailure NotAcceptedAnyMore(DateTimeOffset until, long now) => new(
        AuthFailureReason.Expired,
        string.Create(CultureInfo.InvariantCulture, $"The strategy accepts tokens until {until.ToUniversalTime():O} (AcceptUntil); it is {Instant(now):O}."));

    public AuthFailure IssuedInFuture(long issuedAt, long now) => new(
        AuthFailureReason.NotYetValid,
        string.Create(CultureInfo.InvariantCulture, $"The token was issued at {Instant(issuedAt):O}; it is {Instant(now):O}, and ClockSkew is {policy.ClockSkew}. With MaxTokenAge, a token from the future is not accepted."));

    /// <summary>The refusal of a token without a required claim; <see langword="null"/> if it has all.</summary>
    /// <param name="present">The required claims that it has, a bit for each.</param>
    public AuthFailure? MissingRequired(ulong present)
    {
        int first = System.Numerics.BitOperations.TrailingZeroCount(~present);
        return first < _missing.Length ? _missing[first] : null;
    }

    public static AuthFailure NotInSession(string claim) => new(
        AuthFailureReason.MissingClaim,
        $"The session can give no token with \"{claim}\", and RequiredClaims names it. It needs a new login. Nothing was changed.");

    public static AuthFailure IssuedAhead(long issuedAt, long now) => new(
        AuthFailureReason.NotYetValid,
        string.Create(CultureInfo.InvariantCulture, $"The token was issued at {Instant(issuedAt):O}; it is {Instant(now):O}. That is more than {SessionLimits.MaxClockDifference.TotalMinutes:0} minutes in the future, so the clock of a server is wrong."));

    private static AuthFailure Malformed(string detail) => new(AuthFailureReason.Malformed, detail);

    private static AuthFailure Missing(string claim) => new(AuthFailureReason.MissingClaim, $"The token has no \"{claim}\".");

    private static DateTime Instant(long utcTicks) => new(utcTicks, DateTimeKind.Utc);

    private static string RefreshAdviceOf(JwtPolicy policy)
    {
        string name = policy.Sessions.Strategy;
        if (policy.CanRefresh)
            return $"Present the refresh token that the strategy {name} issued with it.";

        return policy.KeyPolicy.CanSign
            ? $"The strategy {name} issues no refresh tokens: log in again, or set RefreshTokens.Enabled of {name} to true."
            : $"The strategy {name} only verifies tokens, and refreshes none: ask the issuer of the token for the next one.";
    }
}
