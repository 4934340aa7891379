using System.Globalization;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>Finds the mistakes in the options of refresh tokens.</summary>
internal static class JwtRefreshTokenOptionsValidator
{
    private const int MaxSessions = 10_000;
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(400);

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        if (options.RequireLiveSession && !options.RefreshTokens.Enabled)
            yield return "RequireLiveSession is on, but RefreshTokens.Enabled is off; it must be on, because only then there are sessions to check. Write for example o.RefreshTokens.Enabled = true, or leave RequireLiveSession off.";

        JwtRefreshTokenOptions tokens = options.RefreshTokens;
        foreach (string problem in Timeout(tokens.IdleTimeout, "IdleTimeout", 14).Concat(Timeout(tokens.AbsoluteTimeout, "AbsoluteTimeout", 30)))
            yield return problem;
        if (tokens.IdleTimeout > tokens.AbsoluteTimeout)
            yield return Invariant($"RefreshTokens.IdleTimeout is {tokens.IdleTimeout:c}; it must be at most RefreshTokens.AbsoluteTimeout ({tokens.AbsoluteTimeout:c}). Write for example TimeSpan.FromDays(14) and TimeSpan.FromDays(30).");
        foreach (string problem in RotationOptionsCheck.Problems("RefreshTokens.", tokens.ReuseWindow, tokens.LateRequestWindow, rotateEvery: null))
            yield return problem;
        if (tokens.MaxSessionsPerSubject is < 1 or > MaxSessions)
            yield return Invariant($"RefreshTokens.MaxSessionsPerSubject is {tokens.MaxSessionsPerSubject}; it must be from 1 to {MaxSessions}. Write for example 100.");
    }

    private static IEnumerable<string> Timeout(TimeSpan value, string property, int example)
    {
        if (value <= TimeSpan.Zero || value > MaxTimeout)
            yield return Invariant($"RefreshTokens.{property} is {value:c}; it must be more than 0 and at most 400 days. Write for example TimeSpan.FromDays({example}), or \"{example}.00:00:00\" in configuration.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
