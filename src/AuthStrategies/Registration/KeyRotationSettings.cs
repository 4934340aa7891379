using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>The settings of key rotation, as texts. Rotation is on if the section exists, even with only one setting.</summary>
internal sealed class KeyRotationSettings
{
    /// <summary>The names of the settings.</summary>
    internal static readonly string[] Keys = [nameof(Algorithm), nameof(RotationPeriod), nameof(AnnouncementPeriod), nameof(RetirementPeriod), nameof(PollInterval)];

    public string? Algorithm { get; set; }

    public string? RotationPeriod { get; set; }

    public string? AnnouncementPeriod { get; set; }

    public string? RetirementPeriod { get; set; }

    public string? PollInterval { get; set; }

    public static void Apply(KeyRotationSettings? settings, IConfigurationSection section, JwtStrategyOptions options)
    {
        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, Keys));
        if (settings is null || !section.GetChildren().Any())
            return;

        JwtKeyRotationOptions rotation = options.KeyRotation ??= new();
        SettingsReader reader = new(section, options.ConfigurationMistakes, options.ConfiguredNames, "KeyRotation.");
        reader.Text(nameof(Algorithm), settings.Algorithm, value => rotation.Algorithm = value);
        reader.Time(nameof(RotationPeriod), settings.RotationPeriod, value => rotation.RotationPeriod = value);
        reader.Time(nameof(AnnouncementPeriod), settings.AnnouncementPeriod, value => rotation.AnnouncementPeriod = value);
        reader.Time(nameof(RetirementPeriod), settings.RetirementPeriod, value => rotation.RetirementPeriod = value);
        reader.Time(nameof(PollInterval), settings.PollInterval, value => rotation.PollInterval = value);
    }
}
