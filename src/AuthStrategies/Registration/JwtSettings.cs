using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>The section of a JWT strategy as it is written: texts, so that every mistake can be collected and explained.</summary>
internal sealed class JwtSettings
{
    private static readonly string[] Keys =
    [
        nameof(Issuer), nameof(Audience), nameof(ValidAudiences), nameof(SigningKeys), nameof(VerificationKeys), nameof(KeyRotation), nameof(Algorithms),
        nameof(AccessTokenLifetime), nameof(ClockSkew), nameof(TokenType), nameof(MaxTokenLength),
        nameof(RecognizedCredentials), nameof(ClaimNaming), nameof(NameClaimType), nameof(RoleClaimType), nameof(RefreshTokens), nameof(CheckSession),
    ];

    public string? Issuer { get; set; }

    public string? Audience { get; set; }

    public List<string> ValidAudiences { get; set; } = [];

    public List<JwtKeySettings> SigningKeys { get; set; } = [];

    public List<JwtKeySettings> VerificationKeys { get; set; } = [];

    public KeyRotationSettings? KeyRotation { get; set; }

    public List<string> Algorithms { get; set; } = [];

    public string? AccessTokenLifetime { get; set; }

    public string? ClockSkew { get; set; }

    public string? TokenType { get; set; }

    public string? MaxTokenLength { get; set; }

    public string? RecognizedCredentials { get; set; }

    public string? ClaimNaming { get; set; }

    public string? NameClaimType { get; set; }

    public string? RoleClaimType { get; set; }

    public JwtRefreshTokenSettings RefreshTokens { get; set; } = new();

    public string? CheckSession { get; set; }

    public static void Apply(IConfigurationSection section, JwtStrategyOptions options)
    {
        JwtSettings settings = new();
        section.Bind(settings);
        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, Keys));
        SettingsReader reader = new(section, options.ConfigurationMistakes);
        SettingsReader.Text(settings.Issuer, value => options.Issuer = value);
        SettingsReader.Text(settings.Audience, value => options.Audience = value);
        settings.ValidAudiences.ForEach(options.ValidAudiences.Add);
        settings.Algorithms.ForEach(options.Algorithms.Add);
        reader.Time(nameof(AccessTokenLifetime), settings.AccessTokenLifetime, value => options.AccessTokenLifetime = value);
        reader.Time(nameof(ClockSkew), settings.ClockSkew, value => options.ClockSkew = value);
        reader.Number(nameof(MaxTokenLength), settings.MaxTokenLength, value => options.MaxTokenLength = value);
        reader.Number(nameof(RecognizedCredentials), settings.RecognizedCredentials, value => options.RecognizedCredentials = value);
        reader.Choice<ClaimNaming>(nameof(ClaimNaming), settings.ClaimNaming, value => options.ClaimNaming = value);
        SettingsReader.Text(settings.NameClaimType, value => options.NameClaimType = value);
        SettingsReader.Text(settings.RoleClaimType, value => options.RoleClaimType = value);
        // A null that is written down means "not checked"; a missing key means the default.
        if (reader.Has(nameof(TokenType)))
            options.TokenType = settings.TokenType;
        reader.Flag(nameof(CheckSession), settings.CheckSession, value => options.CheckSession = value);
        settings.RefreshTokens.Apply(section.GetSection(nameof(RefreshTokens)), options);
        KeyRotationSettings.Apply(settings.KeyRotation, section.GetSection(nameof(KeyRotation)), options);
        JwtKeySettings.AddTo(options.SigningKeys, settings.SigningKeys, section.GetSection(nameof(SigningKeys)), options.ConfigurationMistakes);
        JwtKeySettings.AddTo(options.VerificationKeys, settings.VerificationKeys, section.GetSection(nameof(VerificationKeys)), options.ConfigurationMistakes);
    }
}
