using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>The rotation of keys as it is written in configuration. The section being there, if only with one setting, turns it on.</summary>
internal sealed class KeyRotationSettings
{
    private static readonly string[] Keys = [nameof(Algorithm), nameof(Every), nameof(Announce), nameof(Retire), nameof(PollInterval)];

    public string? Algorithm { get; set; }

    public string? Every { get; set; }

    public string? Announce { get; set; }

    public string? Retire { get; set; }

    public string? PollInterval { get; set; }

    public static void Apply(KeyRotationSettings? settings, IConfigurationSection section, JwtStrategyOptions options)
    {
        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, Keys));
        if (settings is null || !section.GetChildren().Any())
            return;

        JwtKeyRotationOptions rotation = options.KeyRotation ??= new();
        SettingsReader reader = new(section, options.ConfigurationMistakes);
        reader.Text(nameof(Algorithm), settings.Algorithm, value => rotation.Algorithm = value);
        reader.Time(nameof(Every), settings.Every, value => rotation.Every = value);
        reader.Time(nameof(Announce), settings.Announce, value => rotation.Announce = value);
        reader.Time(nameof(Retire), settings.Retire, value => rotation.Retire = value);
        reader.Time(nameof(PollInterval), settings.PollInterval, value => rotation.PollInterval = value);
    }
}
