using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>The section of a session strategy, as texts, so that every mistake can be collected and explained.</summary>
internal sealed class SessionSettings
{
    /// <summary>The names of the settings.</summary>
    internal static readonly string[] Keys =
    [
        nameof(IdleTimeout), nameof(RenewAfter), nameof(AbsoluteTimeout), nameof(PersistentIdleTimeout), nameof(PersistentAbsoluteTimeout),
        nameof(ReuseWindow), nameof(LateRequestWindow), nameof(RotateEvery), nameof(StrictReuse), nameof(MaxSessionsPerSubject), nameof(CredentialCacheSize), nameof(CredentialCacheBytes), nameof(ClaimNaming), nameof(NameClaimType), nameof(RoleClaimType),
        AuthStrategyConfiguration.HttpKey,
    ];

    public string? IdleTimeout { get; set; }

    public string? RenewAfter { get; set; }

    public string? AbsoluteTimeout { get; set; }

    public string? PersistentIdleTimeout { get; set; }

    public string? PersistentAbsoluteTimeout { get; set; }

    public string? ReuseWindow { get; set; }

    public string? LateRequestWindow { get; set; }

    public string? RotateEvery { get; set; }

    public string? StrictReuse { get; set; }

    public string? MaxSessionsPerSubject { get; set; }

    public string? CredentialCacheSize { get; set; }

    public string? CredentialCacheBytes { get; set; }

    public string? ClaimNaming { get; set; }

    public string? NameClaimType { get; set; }

    public string? RoleClaimType { get; set; }

    public static void Apply(IConfiguration section, SessionStrategyOptions options)
    {
        SessionSettings settings = new();
        section.Bind(settings);
        options.ConfiguredNames.Section = (section as IConfigurationSection)?.Path;
        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, Keys));
        SettingsReader reader = new(section, options.ConfigurationMistakes, options.ConfiguredNames);
        reader.Time(nameof(IdleTimeout), settings.IdleTimeout, value => options.IdleTimeout = value);
        reader.Time(nameof(RenewAfter), settings.RenewAfter, value => options.RenewAfter = value);
        reader.Time(nameof(AbsoluteTimeout), settings.AbsoluteTimeout, value => options.AbsoluteTimeout = value);
        reader.Time(nameof(PersistentIdleTimeout), settings.PersistentIdleTimeout, value => options.PersistentIdleTimeout = value);
        reader.Time(nameof(PersistentAbsoluteTimeout), settings.PersistentAbsoluteTimeout, value => options.PersistentAbsoluteTimeout = value);
        reader.Time(nameof(ReuseWindow), settings.ReuseWindow, value => options.ReuseWindow = value);
        reader.Time(nameof(LateRequestWindow), settings.LateRequestWindow, value => options.LateRequestWindow = value);
        reader.Time(nameof(RotateEvery), settings.RotateEvery, value => options.RotateEvery = value);
        reader.Flag(nameof(StrictReuse), settings.StrictReuse, value => options.StrictReuse = value);
        reader.Number(nameof(MaxSessionsPerSubject), settings.MaxSessionsPerSubject, value => options.MaxSessionsPerSubject = value);
        reader.Number(nameof(CredentialCacheSize), settings.CredentialCacheSize, value => options.CredentialCacheSize = value);
        reader.Bytes(nameof(CredentialCacheBytes), settings.CredentialCacheBytes, value => options.CredentialCacheBytes = value);
        reader.Choice<ClaimNaming>(nameof(ClaimNaming), settings.ClaimNaming, value => options.ClaimNaming = value);
        reader.Text(nameof(NameClaimType), settings.NameClaimType, value => options.NameClaimType = value);
        reader.Text(nameof(RoleClaimType), settings.RoleClaimType, value => options.RoleClaimType = value);
    }
}
