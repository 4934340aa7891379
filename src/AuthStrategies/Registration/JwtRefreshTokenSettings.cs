using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>The settings of refresh tokens, as texts.</summary>
internal sealed class JwtRefreshTokenSettings
{
    /// <summary>The names of the settings.</summary>
    internal static readonly string[] Keys = [nameof(Enabled), nameof(IdleTimeout), nameof(AbsoluteTimeout), nameof(ReuseWindow), nameof(LateRequestWindow), nameof(StrictReuse), nameof(MaxSessionsPerSubject)];

    public string? Enabled { get; set; }

    public string? IdleTimeout { get; set; }

    public string? AbsoluteTimeout { get; set; }

    public string? ReuseWindow { get; set; }

    public string? LateRequestWindow { get; set; }

    public string? StrictReuse { get; set; }

    public string? MaxSessionsPerSubject { get; set; }

    public void Apply(IConfigurationSection section, JwtStrategyOptions options)
    {
        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, Keys));
        JwtRefreshTokenOptions tokens = options.RefreshTokens;
        SettingsReader reader = new(section, options.ConfigurationMistakes, options.ConfiguredNames, "RefreshTokens.");
        reader.Flag(nameof(Enabled), Enabled, value => tokens.Enabled = value);
        reader.Time(nameof(IdleTimeout), IdleTimeout, value => tokens.IdleTimeout = value);
        reader.Time(nameof(AbsoluteTimeout), AbsoluteTimeout, value => tokens.AbsoluteTimeout = value);
        reader.Time(nameof(ReuseWindow), ReuseWindow, value => tokens.ReuseWindow = value);
        reader.Time(nameof(LateRequestWindow), LateRequestWindow, value => tokens.LateRequestWindow = value);
        reader.Flag(nameof(StrictReuse), StrictReuse, value => tokens.StrictReuse = value);
        reader.Number(nameof(MaxSessionsPerSubject), MaxSessionsPerSubject, value => tokens.MaxSessionsPerSubject = value);
    }
}
