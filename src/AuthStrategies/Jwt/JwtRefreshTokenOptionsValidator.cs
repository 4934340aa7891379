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
                ? OptionMessages.Invalid(Enabled(options), "false", "true if RequireLiveSession is true, because only refresh tokens have sessions", $"{Enable(options)}, or set RequireLiveSession to false")
                : null,
            Unused(options, tokens),
            Timeout(options, "IdleTimeout", tokens.IdleTimeout, TimeSpan.FromDays(14)),
            Timeout(options, "AbsoluteTimeout", tokens.AbsoluteTimeout, TimeSpan.FromDays(30)),
            tokens.IdleTimeout > tokens.AbsoluteTimeout && tokens.AbsoluteTimeout >= SessionLimits.MinLifetime
                ? OptionMessages.OutOfRange(Name(options, "IdleTimeout", tokens.IdleTimeout), tokens.IdleTimeout, $"at most RefreshTokens.AbsoluteTimeout ({tokens.AbsoluteTimeout:c})", $"{OptionMessages.Time(Name(options, "IdleTimeout", tokens.IdleTimeout), tokens.AbsoluteTimeout)}. Or make AbsoluteTimeout longer")
                : null,
            OptionMessages.Between(Name(options, "MaxSessionsPerSubject", tokens.MaxSessionsPerSubject), tokens.MaxSessionsPerSubject, 1, MaxSessions, 100),
        ];
        return problems.OfType<string>().Concat(RotationOptionsCheck.Problems(
            (property, value) => Name(options, property, value), "RefreshTokens.", tokens.ReuseWindow, tokens.LateRequestWindow, rotateEvery: null));
    }

    // Settings without effect: the application would have no refresh tokens, and nothing would say so.
    private static string? Unused(JwtStrategyOptions options, JwtRefreshTokenOptions tokens)
    {
        if (tokens.Enabled || options.RequireLiveSession)
            return null;

        JwtRefreshTokenOptions usual = new();
        string?[] settings =
        [
            tokens.IdleTimeout != usual.IdleTimeout ? "RefreshTokens.IdleTimeout" : null,
            tokens.AbsoluteTimeout != usual.AbsoluteTimeout ? "RefreshTokens.AbsoluteTimeout" : null,
            tokens.ReuseWindow != usual.ReuseWindow ? "RefreshTokens.ReuseWindow" : null,
            tokens.LateRequestWindow != usual.LateRequestWindow ? "RefreshTokens.LateRequestWindow" : null,
            tokens.StrictReuse ? "RefreshTokens.StrictReuse" : null,
            tokens.MaxSessionsPerSubject != usual.MaxSessionsPerSubject ? "RefreshTokens.MaxSessionsPerSubject" : null,
        ];
        string[] set = [.. settings.OfType<string>()];
        return set.Length == 0
            ? null
            : OptionMessages.Invalid(Enabled(options), $"false, and {string.Join(" and ", set)} {(set.Length == 1 ? "is" : "are")} set", "true for these settings to have an effect", $"{Enable(options)}, or remove them");
    }

    // It is false because nothing sets it, or because something does.
    private static string Enabled(JwtStrategyOptions options) => Name(options, "Enabled", options.RefreshTokens.Enabled) is "RefreshTokens.Enabled"
        ? options.ConfiguredNames.OfSection("RefreshTokens.Enabled")
        : Name(options, "Enabled", options.RefreshTokens.Enabled);

    private static string Enable(JwtStrategyOptions options) =>
        OptionMessages.InWordsOf(Enabled(options), "o.RefreshTokens.Enabled = true", "\"RefreshTokens\": { \"Enabled\": true }");

    private static string? Timeout(JwtStrategyOptions options, string property, TimeSpan value, TimeSpan example) =>
        OptionMessages.Between(Name(options, property, value), value, SessionLimits.MinLifetime, MaxTimeout, "from 1 second to 400 days", example);

    private static string Name(JwtStrategyOptions options, string property, object value) => options.ConfiguredNames.Of($"RefreshTokens.{property}", value);
}
