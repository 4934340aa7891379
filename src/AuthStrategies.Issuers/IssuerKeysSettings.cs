using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Issuers;

/// <summary>The section of an issuer's keys, as texts, so that every mistake can be collected and explained.</summary>
internal static class IssuerKeysSettings
{
    private static readonly string[] Keys =
    [
        nameof(IssuerKeysOptions.MetadataAddress), nameof(IssuerKeysOptions.JwksAddress), nameof(IssuerKeysOptions.MetadataIssuer), nameof(IssuerKeysOptions.RefreshInterval),
        nameof(IssuerKeysOptions.Cooldown), nameof(IssuerKeysOptions.MaxKeyAge), nameof(IssuerKeysOptions.Timeout), nameof(IssuerKeysOptions.MaxDocumentSize), nameof(IssuerKeysOptions.RsaAlgorithm),
    ];

    public static void Apply(IConfiguration section, IssuerKeysOptions options)
    {
        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, Keys));
        SettingsReader reader = new(section, options.ConfigurationMistakes, options.ConfiguredNames);
        reader.Text(nameof(options.MetadataAddress), section[nameof(options.MetadataAddress)], value => options.MetadataAddress = value);
        reader.Text(nameof(options.JwksAddress), section[nameof(options.JwksAddress)], value => options.JwksAddress = value);
        reader.Text(nameof(options.MetadataIssuer), section[nameof(options.MetadataIssuer)], value => options.MetadataIssuer = value);
        reader.Time(nameof(options.RefreshInterval), section[nameof(options.RefreshInterval)], value => options.RefreshInterval = value);
        reader.Time(nameof(options.Cooldown), section[nameof(options.Cooldown)], value => options.Cooldown = value);
        reader.Time(nameof(options.MaxKeyAge), section[nameof(options.MaxKeyAge)], value => options.MaxKeyAge = value);
        reader.Time(nameof(options.Timeout), section[nameof(options.Timeout)], value => options.Timeout = value);
        reader.Number(nameof(options.MaxDocumentSize), section[nameof(options.MaxDocumentSize)], value => options.MaxDocumentSize = value);
        reader.Text(nameof(options.RsaAlgorithm), section[nameof(options.RsaAlgorithm)], value => options.RsaAlgorithm = value);
    }
}
