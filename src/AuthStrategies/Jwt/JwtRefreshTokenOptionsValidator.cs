using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>Finds the mistakes in the options of refresh tokens.</summary>
internal static class JwtRefreshTokenOptionsValidator
{
    private const int MaxSessions = 10_000;
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(400);

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        JwtRefreshTokenOptions tokens = options.RefreshTokens;
        string?[] problems =
        [
            options.RequireLiveSession && !tokens.Enabled
                ? OptionMessages.Invalid(Name(options, "Enabled", tokens.Enabled), "false", "true if RequireLiveSession is true, because only refresh tokens have sessions", "o.RefreshTokens.Enabled = true, or set RequireLiveSession to false")
                : null,
            Timeout(options, "IdleTimeout", tokens.IdleTimeout, TimeSpan.FromDays(14)),
            Timeout(options, "AbsoluteTimeout", tokens.AbsoluteTimeout, TimeSpan.FromDays(30)),
            tokens.IdleTimeout > tokens.AbsoluteTimeout
                ? OptionMessages.OutOfRange(Name(options, "IdleTimeout", tokens.IdleTimeout), tokens.IdleTimeout, $"at most RefreshTokens.AbsoluteTimeout ({tokens.AbsoluteTimeout:c})", $"\"{tokens.AbsoluteTimeout:c}\", or make AbsoluteTimeout longer")
                : null,
            OptionMessages.Between(Name(options, "MaxSessionsPerSubject", tokens.MaxSessionsPerSubject), tokens.MaxSessionsPerSubject, 1, MaxSessions, 100),
        ];
        return problems.OfType<string>().Concat(RotationOptionsCheck.Problems(
            (property, value) => Name(options, property, value), "RefreshTokens.", tokens.ReuseWindow, tokens.LateRequestWindow, rotateEvery: null));
    }

    private static string? Timeout(JwtStrategyOptions options, string property, TimeSpan value, TimeSpan example) =>
        OptionMessages.Between(Name(options, property, value), value, SessionLimits.MinLifetime, MaxTimeout, "from 1 second to 400 days", example);

    private static string Name(JwtStrategyOptions options, string property, object value) => options.ConfiguredNames.Of($"RefreshTokens.{property}", value);
}
