using System.Globalization;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Keys;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Jwt;

/// <summary>Finds all mistakes in the options of a JWT strategy. Each text names the option, its value, the legal range and an example.</summary>
internal sealed class JwtStrategyOptionsValidator : IValidateOptions<JwtStrategyOptions>
{
    private const int MaxNameLength = 1024;
    private const int MaxAudiences = 100;
    private const int MaxTypeLength = 127;
    private const int MinTokenLength = 256;
    private const int MaxTokenLength = 1024 * 1024;
    private const int MaxCacheSize = 1_000_000;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, JwtStrategyOptions options)
    {
        List<string> problems = [.. Problems(options).Select(problem => string.IsNullOrEmpty(name) ? problem : $"{name}: {problem}")];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>The mistakes; empty when a <see cref="JwtPolicy"/> can be created.</summary>
    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. options.ConfigurationMistakes,
            .. Text(options.Issuer, "Issuer", "o.Issuer = \"https://api.example\""),
            .. Text(options.Audience, "Audience", "o.Audience = \"web\""),
            .. Audiences(options.ValidAudiences),
            .. Keys(options),
            .. JwtKeyRotationOptionsValidator.Problems(options),
            .. JwtEncryptionOptionsValidator.Problems(options),
            .. Duration(options.AccessTokenLifetime, "AccessTokenLifetime", TimeSpan.FromTicks(1), MaxLifetime, "more than 0 and at most 24 hours", "TimeSpan.FromMinutes(15), or \"00:15:00\" in configuration"),
            .. Duration(options.ClockSkew, "ClockSkew", TimeSpan.Zero, MaxClockSkew, "from 0 to 5 minutes", "TimeSpan.FromSeconds(10), or \"00:00:10\" in configuration"),
            .. TokenType(options.TokenType),
            .. Algorithms(options),
            .. JwtRefreshTokenOptionsValidator.Problems(options),
            .. Naming(options),
            .. Number(options.MaxTokenLength, "MaxTokenLength", MinTokenLength, MaxTokenLength, $"from {MinTokenLength} to {MaxTokenLength} characters", 16 * 1024),
            .. Number(options.CredentialCacheSize, "CredentialCacheSize", 0, MaxCacheSize, $"from 0 (off) to {MaxCacheSize}", 10_000),
        ];
    }

    private static IEnumerable<string> Text(string? text, string property, string example)
    {
        string legal = $"it must be 1 to {MaxNameLength} characters of valid Unicode. Write for example {example}.";
        if (string.IsNullOrWhiteSpace(text))
            yield return $"{property} is {(text is null ? "null" : "empty")}; {legal}";
        else if (text.Length > MaxNameLength)
            yield return $"{property} is {text.Length} characters long; {legal}";
        else if (!UnicodeText.IsValid(text))
            yield return $"{property} is not valid Unicode, because half of a surrogate pair is missing; {legal}";
    }

    private static IEnumerable<string> Audiences(IList<string> audiences) =>
        audiences.Count > MaxAudiences
            ? [$"ValidAudiences is a list of {audiences.Count} entries; it must be at most {MaxAudiences}. Remove those that no token names."]
            : audiences.SelectMany((audience, i) => Text(audience, $"ValidAudiences[{i}]", "o.ValidAudiences.Add(\"mobile\")"));

    private static IEnumerable<string> Keys(JwtStrategyOptions options)
    {
        if (options.SigningKeys.Count + options.VerificationKeys.Count == 0 && options.KeyRotation is null)
            return ["There is no key in SigningKeys or VerificationKeys; there must be at least one. Write for example o.SigningKeys.Add(JwtKey.FromBase64(secret, \"HS256\")), where secret is 32 random bytes in base64 (openssl rand -base64 32), or let the library create the keys: o.RotateKeys(…)."];

        return JwtKeyRing.Problems(options.SigningKeys, options.VerificationKeys);
    }

    private static IEnumerable<string> Duration(TimeSpan value, string property, TimeSpan min, TimeSpan max, string range, string example)
    {
        if (value < min || value > max)
            yield return string.Create(CultureInfo.InvariantCulture, $"{property} is {value:c}; it must be {range}. Write for example {example}.");
    }

    private static IEnumerable<string> Number(int value, string property, int min, int max, string range, int example)
    {
        if (value < min || value > max)
            yield return string.Create(CultureInfo.InvariantCulture, $"{property} is {value}; it must be {range}. Write for example o.{property} = {example}.");
    }

    private static IEnumerable<string> TokenType(string? type)
    {
        if (type is not null && (type.Length is 0 or > MaxTypeLength || type.Any(c => !char.IsAsciiLetterOrDigit(c) && !"!#$&-^_.+/".Contains(c, StringComparison.Ordinal))))
            yield return $"TokenType is no media type; it must be 1 to {MaxTypeLength} letters, digits and !#$&-^_.+/ (RFC 6838), or null for issuers that set none. Write for example o.TokenType = \"at+jwt\".";
    }

    private static IEnumerable<string> Algorithms(JwtStrategyOptions options)
    {
        HashSet<string> ofKeys = [.. options.SigningKeys.Concat(options.VerificationKeys).Where(key => key is not null).Select(key => key.Algorithm)];
        if (options.KeyRotation is { } rotation)
            ofKeys.Add(rotation.Algorithm);

        for (int i = 0; i < options.Algorithms.Count; i++)
        {
            // The value is not repeated, because it may be a secret in the wrong place.
            if (options.Algorithms[i] is not { } algorithm || !JwtAlgorithm.All.Any(known => known.Name == algorithm))
                yield return $"Algorithms[{i}] is not an accepted algorithm; it must be one of {string.Join(", ", JwtAlgorithm.All.Select(known => known.Name))}. Write for example \"ES256\", or leave Algorithms empty to accept the algorithms of the keys.";
            else if (!ofKeys.Contains(algorithm))
                yield return $"Algorithms[{i}] is \"{algorithm}\"; it must be the algorithm of a key ({string.Join(", ", ofKeys)}). Add a key for it, remove it, or leave Algorithms empty.";
        }

        // The strategy would refuse the tokens that it issues.
        if (options.KeyRotation is null && options.Algorithms.Count > 0 && options.SigningKeys.FirstOrDefault() is { } signing && !options.Algorithms.Contains(signing.Algorithm))
            yield return $"Algorithms does not contain {signing.Algorithm}; it must contain the algorithm of SigningKeys[0], or the strategy refuses the tokens that it issues. Write for example o.Algorithms.Add(\"{signing.Algorithm}\"), or leave Algorithms empty.";
    }

    private static IEnumerable<string> Naming(JwtStrategyOptions options)
    {
        if (!Enum.IsDefined(options.ClaimNaming))
            yield return $"ClaimNaming is {options.ClaimNaming:D}; it must be ClaimNaming.Jwt or ClaimNaming.DotNet. Write for example o.ClaimNaming = ClaimNaming.Jwt.";
        if (string.IsNullOrEmpty(options.NameClaimType))
            yield return $"NameClaimType is {Quoted(options.NameClaimType)}; it must be the name of a claim. Write for example o.NameClaimType = \"name\".";
        if (string.IsNullOrEmpty(options.RoleClaimType))
            yield return $"RoleClaimType is {Quoted(options.RoleClaimType)}; it must be the name of a claim. Write for example o.RoleClaimType = \"role\".";
    }

    private static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";
}
