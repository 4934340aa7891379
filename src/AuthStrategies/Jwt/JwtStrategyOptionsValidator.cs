using System.Globalization;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Jwt;

/// <summary>Finds every mistake in the options at once; each is named with the property, what is legal, and what to type.</summary>
internal sealed class JwtStrategyOptionsValidator : IValidateOptions<JwtStrategyOptions>
{
    private const int MaxNameLength = 1024;
    private const int MaxAudiences = 100;
    private const int MaxTypeLength = 127;
    private const int MinTokenLength = 256;
    private const int MaxTokenLength = 1024 * 1024;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, JwtStrategyOptions options)
    {
        List<string> problems = [.. Problems(options).Select(problem => string.IsNullOrEmpty(name) ? problem : $"{name}: {problem}")];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>Everything that is wrong, each as a sentence; nothing when the options can be compiled.</summary>
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
            .. KeyRotationProblems.Of(options),
            .. EncryptionOptionsValidator.Problems(options),
            .. Duration(options.AccessTokenLifetime, "AccessTokenLifetime", TimeSpan.FromTicks(1), MaxLifetime, "more than 0 and at most 24 hours", "TimeSpan.FromMinutes(15), or \"00:15:00\" in configuration"),
            .. Duration(options.ClockSkew, "ClockSkew", TimeSpan.Zero, MaxClockSkew, "0 to 5 minutes", "TimeSpan.FromSeconds(10), or \"00:00:10\" in configuration"),
            .. TokenType(options.TokenType),
            .. Algorithms(options),
            .. JwtRefreshTokenOptionsValidator.Problems(options),
            .. Naming(options),
            .. Length(options.MaxTokenLength),
            .. Remembered(options.CredentialCacheSize),
        ];
    }

    private static IEnumerable<string> Text(string? text, string property, string example)
    {
        if (string.IsNullOrWhiteSpace(text))
            yield return $"{property} is not set. Legal: 1 to {MaxNameLength} characters. Type for example {example}.";
        else if (text.Length > MaxNameLength)
            yield return $"{property} has {text.Length} characters. Legal: 1 to {MaxNameLength} characters. Type for example {example}.";
        else if (!UnicodeText.IsValid(text))
            yield return $"{property} is not valid Unicode: it holds half of a surrogate pair. Type for example {example}.";
    }

    private static IEnumerable<string> Audiences(IList<string> audiences) =>
        audiences.Count > MaxAudiences
            ? [$"ValidAudiences has {audiences.Count} entries. Legal: 0 to {MaxAudiences}. Remove those that no token names."]
            : audiences.SelectMany((audience, i) => Text(audience, $"ValidAudiences[{i}]", "o.ValidAudiences.Add(\"mobile\")"));

    private static IEnumerable<string> Keys(JwtStrategyOptions options)
    {
        if (options.SigningKeys.Count + options.VerificationKeys.Count == 0 && options.KeyRotation is null)
            return ["There is no key. Legal: at least one in SigningKeys or VerificationKeys. Type for example o.SigningKeys.Add(JwtKey.FromBase64(secret, \"HS256\")), where secret is 32 random bytes in base64 (openssl rand -base64 32), or let the library make them: o.RotateKeys(…)."];

        return JwtKeyRing.Problems(options.SigningKeys, options.VerificationKeys);
    }

    private static IEnumerable<string> Duration(TimeSpan value, string property, TimeSpan min, TimeSpan max, string legal, string example)
    {
        if (value < min || value > max)
            yield return string.Create(CultureInfo.InvariantCulture, $"{property} is {value:c}. Legal: {legal}. Type for example {example}.");
    }

    private static IEnumerable<string> TokenType(string? type)
    {
        if (type is not null && (type.Length is 0 or > MaxTypeLength || type.Any(c => !char.IsAsciiLetterOrDigit(c) && !"!#$&-^_.+/".Contains(c, StringComparison.Ordinal))))
            yield return $"TokenType is not a media type. Legal: 1 to {MaxTypeLength} letters, digits and !#$&-^_.+/ (RFC 6838), or null for issuers that set none. Type for example o.TokenType = \"at+jwt\".";
    }

    private static IEnumerable<string> Algorithms(JwtStrategyOptions options)
    {
        HashSet<string> ofKeys = [.. options.SigningKeys.Concat(options.VerificationKeys).Where(key => key is not null).Select(key => key.Algorithm)];
        if (options.KeyRotation is { } rotation)
            ofKeys.Add(rotation.Algorithm);

        for (int i = 0; i < options.Algorithms.Count; i++)
        {
            if (options.Algorithms[i] is not { } algorithm || !JwtAlgorithm.All.Any(known => known.Name == algorithm))
                yield return $"Algorithms[{i}] is no algorithm that is accepted; \"none\" never is. Legal: {string.Join(", ", JwtAlgorithm.All.Select(known => known.Name))}. Leave Algorithms empty to accept those of the keys.";
            else if (!ofKeys.Contains(algorithm))
                yield return $"Algorithms[{i}] is {algorithm}, but no key has that algorithm. Legal: those of the keys. Add a key for it, remove it, or leave Algorithms empty.";
        }

        // What we sign ourselves would be refused by ourselves.
        if (options.KeyRotation is null && options.Algorithms.Count > 0 && options.SigningKeys.FirstOrDefault() is { } signing && !options.Algorithms.Contains(signing.Algorithm))
            yield return $"Algorithms does not contain {signing.Algorithm}, the algorithm of SigningKeys[0], so the tokens issued would be refused. Type o.Algorithms.Add(\"{signing.Algorithm}\"), or leave Algorithms empty.";
    }

    private static IEnumerable<string> Naming(JwtStrategyOptions options)
    {
        if (!Enum.IsDefined(options.ClaimNaming))
            yield return "ClaimNaming is not one of its values. Legal: ClaimNaming.Jwt, ClaimNaming.DotNet. Type for example o.ClaimNaming = ClaimNaming.Jwt.";
        if (string.IsNullOrEmpty(options.NameClaimType))
            yield return "NameClaimType is empty. Legal: the name of a claim. Type for example o.NameClaimType = \"name\".";
        if (string.IsNullOrEmpty(options.RoleClaimType))
            yield return "RoleClaimType is empty. Legal: the name of a claim. Type for example o.RoleClaimType = \"role\".";
    }

    private static IEnumerable<string> Remembered(int entries)
    {
        if (entries is < 0 or > 1_000_000)
            yield return string.Create(CultureInfo.InvariantCulture, $"CredentialCacheSize is {entries}. Legal: 0 (off) to 1000000. Type for example o.CredentialCacheSize = 10000.");
    }

    private static IEnumerable<string> Length(int length)
    {
        if (length is < MinTokenLength or > MaxTokenLength)
            yield return string.Create(CultureInfo.InvariantCulture, $"MaxTokenLength is {length} characters. Legal: {MinTokenLength} to {MaxTokenLength}. Type for example o.MaxTokenLength = 16384.");
    }
}
