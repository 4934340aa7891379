using AuthStrategies.Jwt.Keys;
using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>One key in configuration: an algorithm and exactly one source of the key itself.</summary>
internal sealed class JwtKeySettings
{
    private static readonly string[] Keys = [nameof(Algorithm), nameof(KeyId), nameof(Secret), nameof(Pem), nameof(PemFile), nameof(Jwk)];

    public string? Algorithm { get; set; }

    public string? KeyId { get; set; }

    public string? Secret { get; set; }

    public string? Pem { get; set; }

    public string? PemFile { get; set; }

    public string? Jwk { get; set; }

    public static void AddTo(IList<JwtKey> keys, List<JwtKeySettings> settings, IConfigurationSection section, JwtStrategyOptions options)
    {
        List<string> mistakes = options.ConfigurationMistakes;
        // The configuration system reads an empty list in JSON as an empty text.
        if (!string.IsNullOrEmpty(section.Value))
            mistakes.Add(OptionMessages.Invalid(section.Path, "a single value", "a list of keys", $"{section.Path}:0:Algorithm and {section.Path}:0:Secret"));

        List<IConfigurationSection> entries = [.. section.GetChildren()];
        for (int i = 0; i < entries.Count; i++)
        {
            mistakes.AddRange(SettingsReader.UnknownKeys(entries[i], Keys));
            mistakes.AddRange(SettingsReader.Nested(entries[i], Keys));
            // An entry that is not an object binds to nothing, so it is treated as one without a source.
            JwtKeySettings key = i < settings.Count ? settings[i] : new();
            if (key.TryMake(entries[i].Path, mistakes) is not { } made)
            {
                options.HasUnreadableKeys = true;
                continue;
            }

            options.ConfiguredNames.Add($"{section.Key}[{keys.Count}]", entries[i].Path, made);
            keys.Add(made);
        }
    }

    /// <summary>Creates the key of a section; <see langword="null"/> if the section is missing or contains a mistake.</summary>
    public static JwtKey? Make(JwtKeySettings? settings, IConfigurationSection section, JwtStrategyOptions options)
    {
        List<string> mistakes = options.ConfigurationMistakes;
        if (section.Value is not null)
            mistakes.Add(OptionMessages.Invalid(section.Path, "a single value", "a key", $"{section.Path}:Algorithm and {section.Path}:Secret"));
        if (section.Value is not null || !section.Exists())
            return null;

        mistakes.AddRange(SettingsReader.UnknownKeys(section, Keys));
        JwtKey? made = (settings ?? new()).TryMake(section.Path, mistakes);
        options.ConfiguredNames.Add(section.Key, section.Path, made);
        return made;
    }

    private JwtKey? TryMake(string path, List<string> mistakes)
    {
        string?[] sources = [Secret, Pem, PemFile, Jwk];
        int given = sources.Count(source => source is not null);
        if (given != 1)
        {
            mistakes.Add(OptionMessages.Invalid(path, given == 0 ? "a key without a source" : "a key with several sources", "a key with exactly one source: Secret (base64), Pem, PemFile or Jwk", $"{path}:Secret with dotnet user-secrets, or set the variable {path.Replace(":", "__", StringComparison.Ordinal)}__Secret"));
            return null;
        }

        if (Algorithm is null && Jwk is null)
        {
            mistakes.Add(OptionMessages.Required($"{path}:Algorithm", "the algorithm of the key", "\"HS256\" or \"ES256\""));
            return null;
        }

        try
        {
            return Make();
        }
        catch (ArgumentException exception)
        {
            mistakes.Add(Refused(path, exception));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The system's message quotes the path, and the path may be a key in the wrong setting.
            mistakes.Add(OptionMessages.Invalid(
                $"{path}:PemFile",
                $"{FileName(PemFile!)}, which cannot be read ({exception.GetType().Name})",
                $"the path of a PEM file; a relative path starts at the current directory ({Environment.CurrentDirectory})",
                "\"keys/signing.pem\"; the text of a key belongs under Pem or Secret"));
        }

        return null;
    }

    private JwtKey Make() => this switch
    {
        { Secret: not null } => JwtKey.FromBase64(Secret, Algorithm!, KeyId),
        { Pem: not null } => JwtKey.FromPem(Pem, Algorithm!, KeyId),
        { PemFile: not null } => JwtKey.FromPem(File.ReadAllText(PemFile), Algorithm!, KeyId),
        _ => JwtKey.FromJwk(Jwk!, Algorithm, KeyId),
    };

    // Base64 has no dot, and PEM text and JWKs always contain other characters than these.
    private static string FileName(string path) =>
        path.Contains('.', StringComparison.Ordinal) && path.All(c => char.IsAsciiLetterOrDigit(c) || "._-/\\:~".Contains(c, StringComparison.Ordinal)) ? $"\"{path}\"" : "a file";

    /// <summary>
    /// Words for the reader of the configuration. JwtKey's message is for a caller in C#: its first sentence says what is wrong,
    /// the others name methods.
    /// </summary>
    private string Refused(string path, ArgumentException exception)
    {
        (string setting, string rule, string example) = exception.ParamName switch
        {
            "algorithm" => (nameof(Algorithm), $"an algorithm that fits the key, one of {JwtAlgorithm.Names}", $"\"{JwtAlgorithm.ExampleFor(Algorithm, isSecret: Secret is not null)}\""),
            "keyId" => (nameof(KeyId), $"1 to {KeyIds.MaxLength} printable characters", "\"2026-11\", or leave it out"),
            _ when Secret is not null => (nameof(Secret), "random bytes in base64: 32 for HS256, 48 for HS384, 64 for HS512; to encrypt, 64 for A256CBC-HS512", $"the output of `openssl rand -base64 {KeyAdvice.SecretSize(Algorithm)}`"),
            _ when Jwk is not null => (nameof(Jwk), "one JWK for this purpose and algorithm (RFC 7517)", "\"{ \\\"kty\\\": \\\"EC\\\", … }\""),
            _ => (Pem is not null ? nameof(Pem) : nameof(PemFile), "PEM text with exactly one key that fits the algorithm, not encrypted", "the output of `openssl pkey -in key.pem`"),
        };
        return OptionMessages.Invalid($"{path}:{setting}", $"not usable ({FirstSentence(exception.Message)})", rule, example);
    }

    private static string FirstSentence(string message)
    {
        int suffix = message.LastIndexOf(" (Parameter", StringComparison.Ordinal);
        string text = suffix < 0 ? message : message[..suffix];
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }
}
