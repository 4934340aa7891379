using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>The section of a JWT strategy, as texts, so that every mistake can be collected and explained.</summary>
internal sealed class JwtSettings
{
    /// <summary>The names of the settings.</summary>
    internal static readonly string[] Keys =
    [
        nameof(Issuer), nameof(ValidIssuers), nameof(Audience), nameof(ValidAudiences), nameof(SigningKeys), nameof(VerificationKeys), nameof(KeyRotation), nameof(Algorithms),
        nameof(AccessTokenLifetime), nameof(ClockSkew), nameof(MaxTokenAge), nameof(RequiredClaims), nameof(TokenType), nameof(MaxTokenLength),
        nameof(CredentialCacheSize), nameof(CredentialCacheBytes), nameof(ClaimNaming), nameof(NameClaimType), nameof(RoleClaimType), nameof(ArrayClaimTypes), nameof(RefreshTokens), nameof(RequireLiveSession), nameof(ObserveRevokeAll),
        nameof(EncryptionKey), nameof(DecryptionKeys), AuthStrategyConfiguration.HttpKey,
    ];

    public string? Issuer { get; set; }

    public List<string> ValidIssuers { get; set; } = [];

    public string? Audience { get; set; }

    public List<string> ValidAudiences { get; set; } = [];

    public List<JwtKeySettings> SigningKeys { get; set; } = [];

    public List<JwtKeySettings> VerificationKeys { get; set; } = [];

    public KeyRotationSettings? KeyRotation { get; set; }

    public List<string> Algorithms { get; set; } = [];

    public string? AccessTokenLifetime { get; set; }

    public string? ClockSkew { get; set; }

    public string? MaxTokenAge { get; set; }

    public List<string> RequiredClaims { get; set; } = [];

    public string? TokenType { get; set; }

    public string? MaxTokenLength { get; set; }

    public string? CredentialCacheSize { get; set; }

    public string? CredentialCacheBytes { get; set; }

    public string? ClaimNaming { get; set; }

    public string? NameClaimType { get; set; }

    public string? RoleClaimType { get; set; }

    public List<string> ArrayClaimTypes { get; set; } = [];

    public JwtRefreshTokenSettings RefreshTokens { get; set; } = new();

    public string? RequireLiveSession { get; set; }

    public string? ObserveRevokeAll { get; set; }

    public JwtKeySettings? EncryptionKey { get; set; }

    public List<JwtKeySettings> DecryptionKeys { get; set; } = [];

    public static void Apply(IConfiguration section, JwtStrategyOptions options)
    {
        JwtSettings settings = new();
        section.Bind(settings);
        options.ConfiguredNames.Section = (section as IConfigurationSection)?.Path;
        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, Keys, ConfiguredPlaces.OfJwt));
        SettingsReader reader = new(section, options.ConfigurationMistakes, options.ConfiguredNames);
        reader.Text(nameof(Issuer), settings.Issuer, value => options.Issuer = value);
        reader.Text(nameof(Audience), settings.Audience, value => options.Audience = value);
        reader.Texts(nameof(ValidAudiences), settings.ValidAudiences, options.ValidAudiences);
        reader.Texts(nameof(ValidIssuers), settings.ValidIssuers, options.ValidIssuers);
        reader.Texts(nameof(RequiredClaims), settings.RequiredClaims, options.RequiredClaims);
        reader.Time(nameof(MaxTokenAge), settings.MaxTokenAge, value => options.MaxTokenAge = value);
        reader.Texts(nameof(Algorithms), settings.Algorithms, options.Algorithms);
        reader.Time(nameof(AccessTokenLifetime), settings.AccessTokenLifetime, value => options.AccessTokenLifetime = value);
        reader.Time(nameof(ClockSkew), settings.ClockSkew, value => options.ClockSkew = value);
        reader.Number(nameof(MaxTokenLength), settings.MaxTokenLength, value => options.MaxTokenLength = value);
        reader.Number(nameof(CredentialCacheSize), settings.CredentialCacheSize, value => options.CredentialCacheSize = value);
        reader.Bytes(nameof(CredentialCacheBytes), settings.CredentialCacheBytes, value => options.CredentialCacheBytes = value);
        reader.Choice<ClaimNaming>(nameof(ClaimNaming), settings.ClaimNaming, value => options.ClaimNaming = value);
        reader.Text(nameof(NameClaimType), settings.NameClaimType, value => options.NameClaimType = value);
        reader.Text(nameof(RoleClaimType), settings.RoleClaimType, value => options.RoleClaimType = value);
        reader.Texts(nameof(ArrayClaimTypes), settings.ArrayClaimTypes, options.ArrayClaimTypes);
        // An explicit null means "not checked"; a missing key means the default.
        reader.TextOrNull(nameof(TokenType), settings.TokenType, value => options.TokenType = value);
        reader.Flag(nameof(RequireLiveSession), settings.RequireLiveSession, value => options.RequireLiveSession = value);
        reader.Flag(nameof(ObserveRevokeAll), settings.ObserveRevokeAll, value => options.ObserveRevokeAll = value);
        settings.RefreshTokens.Apply(section.GetSection(nameof(RefreshTokens)), options);
        KeyRotationSettings.Apply(settings.KeyRotation, section.GetSection(nameof(KeyRotation)), options);
        JwtKeySettings.AddTo(options.SigningKeys, settings.SigningKeys, section.GetSection(nameof(SigningKeys)), options);
        JwtKeySettings.AddTo(options.VerificationKeys, settings.VerificationKeys, section.GetSection(nameof(VerificationKeys)), options);
        options.EncryptionKey = JwtKeySettings.Make(settings.EncryptionKey, section.GetSection(nameof(EncryptionKey)), options);
        JwtKeySettings.AddTo(options.DecryptionKeys, settings.DecryptionKeys, section.GetSection(nameof(DecryptionKeys)), options);
    }
}
