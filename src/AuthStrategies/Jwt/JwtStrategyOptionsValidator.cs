using AuthStrategies.Claims;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Sessions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Jwt;

/// <summary>Finds all mistakes in the options of a JWT strategy.</summary>
internal sealed class JwtStrategyOptionsValidator : IValidateOptions<JwtStrategyOptions>
{
    private const int MaxNameLength = 1024;
    private const int MaxAudiences = 100;
    private const int MaxArrayClaimTypes = 100;
    private const int MaxIssuers = 100;
    private const int MaxRequiredClaims = 64;
    private const int MaxTypeLength = 127;
    private const int MinTokenLength = 256;
    private const int MaxTokenLength = 1024 * 1024;
    private const int MaxCacheSize = 1_000_000;
    private const long MinCacheBytes = 64 * 1024;
    private const long MaxCacheBytes = 1L << 40;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, JwtStrategyOptions options)
    {
        List<string> problems = [.. Problems(options, name).Select(problem => options.ConfiguredNames.WithOwner(problem, name))];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>The mistakes of the strategy with this name; empty when a <see cref="JwtPolicy"/> can be created.</summary>
    public static IEnumerable<string> Problems(JwtStrategyOptions options, string? strategy = "Jwt")
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.ConfigurationMistakes.Concat(options.ConfiguredNames.WithoutConsequences(ProblemsOfValues(options, strategy)));
    }

    /// <summary>Whether a list of accepted algorithms, without a mistake of its own, leaves out one that the strategy signs with.</summary>
    public static bool RefusesOwn(JwtStrategyOptions options, string algorithm) =>
        options.Algorithms.Count > 0 && !options.Algorithms.Contains(algorithm) && options.Algorithms.All(IsKnown);

    public static string WithoutOwn(JwtStrategyOptions options, string algorithm, string source)
    {
        string name = options.ConfiguredNames.OfSection("Algorithms");
        return OptionMessages.Invalid(
            name,
            $"a list without {algorithm}",
            $"a list with {(source == "KeyRotation.Algorithm" ? source : $"the algorithm of {source}")}, because the strategy accepts no other tokens",
            $"{OptionMessages.InWordsOf(name, $"o.Algorithms.Add(\"{algorithm}\")", $"\"Algorithms\": [ \"{algorithm}\" ]")}, or leave Algorithms empty");
    }

    private static List<string> ProblemsOfValues(JwtStrategyOptions options, string? strategy)
    {
        // Not as one list of spreads: each is a loop in this method, and compiling them takes 5 ms of the start.
        IEnumerable<string>[] parts =
        [
            Text(options, options.Issuer, "Issuer", "\"https://api.example\""),
            Text(options, options.Audience, "Audience", "\"web\""),
            Texts(options, options.ValidIssuers, "ValidIssuers", MaxIssuers, "\"https://old.example\""),
            Texts(options, options.ValidAudiences, "ValidAudiences", MaxAudiences, "\"mobile\""),
            Texts(options, options.RequiredClaims, "RequiredClaims", MaxRequiredClaims, "\"jti\""),
            Unwritable(options),
            Keys(options, strategy),
            UnsignedGeneration(options),
            JwtKeySourceOptionsValidator.Problems(options),
            JwtKeyRotationOptionsValidator.Problems(options),
            JwtEncryptionOptionsValidator.Problems(options),
            Duration(options, options.AccessTokenLifetime, "AccessTokenLifetime", SessionLimits.MinLifetime, MaxLifetime, "from 1 second to 24 hours", TimeSpan.FromMinutes(15)),
            Duration(options, options.ClockSkew, "ClockSkew", TimeSpan.Zero, MaxClockSkew, "from 0 to 5 minutes", TimeSpan.FromSeconds(10)),
            Age(options),
            EndOfAcceptance(options),
            TokenType(options),
            Algorithms(options),
            JwtRefreshTokenOptionsValidator.Problems(options),
            Naming(options),
            ArrayClaimTypes(options),
            Number(options, options.MaxTokenLength, "MaxTokenLength", MinTokenLength, MaxTokenLength, 16 * 1024),
            Number(options, options.CredentialCacheSize, "CredentialCacheSize", 0, MaxCacheSize, 10_000),
            CacheBytes(options),
        ];
        List<string> problems = [];
        foreach (IEnumerable<string> part in parts)
            problems.AddRange(part);
        return problems;
    }

    private static IEnumerable<string> Text(JwtStrategyOptions options, string? text, string property, string example)
    {
        string? wrong =
            text is null ? "not set"
            : string.IsNullOrWhiteSpace(text) ? "empty"
            : text.Length > MaxNameLength ? $"{text.Length} characters long"
            : !UnicodeText.IsValid(text) ? "a text with half of a surrogate pair"
            : null;
        if (wrong is not null)
            yield return OptionMessages.Invalid(text is null ? options.ConfiguredNames.OfSection(property) : options.ConfiguredNames.Of(property, text), wrong, $"1 to {MaxNameLength} characters of valid Unicode", example);
    }

    private static IEnumerable<string> Texts(JwtStrategyOptions options, IList<string> texts, string property, int most, string example) =>
        texts.Count > most
            ? [OptionMessages.Invalid(property, $"a list of {texts.Count} entries", $"a list of at most {most} entries", $"o.{property}.Add({example})")]
            : texts.SelectMany((text, i) => Text(options, text, $"{property}[{i}]", example));

    private static IEnumerable<string> Age(JwtStrategyOptions options)
    {
        if (options.MaxTokenAge is not { } age)
            return [];
        if (age < SessionLimits.MinLifetime || age > SessionLimits.MaxLifetime)
            return Duration(options, age, "MaxTokenAge", SessionLimits.MinLifetime, SessionLimits.MaxLifetime, "from 1 second to 400 days, or null for no limit", TimeSpan.FromHours(1));

        // The strategy would refuse tokens that it issues before they expire.
        return Signs(options) && age < options.AccessTokenLifetime
            ? [OptionMessages.OutOfRange(options.ConfiguredNames.Of("MaxTokenAge", age), age, $"at least AccessTokenLifetime ({options.AccessTokenLifetime:c}), because the strategy issues tokens", OptionMessages.Time(options.ConfiguredNames.Of("MaxTokenAge", age), TimeSpan.FromHours(24)))]
            : [];
    }

    private static IEnumerable<string> EndOfAcceptance(JwtStrategyOptions options) =>
        options.AcceptUntil is { } until && Signs(options)
            ? [OptionMessages.Invalid("AcceptUntil", until.ToString("O", System.Globalization.CultureInfo.InvariantCulture), "null, because the strategy signs tokens and would refuse them after that time; set it at a strategy with VerificationKeys alone", "AddJwt(\"Former\", o => o.AcceptUntil = …)")]
            : [];

    private static bool Signs(JwtStrategyOptions options) => options.SigningKeys.Count > 0 || options.KeyRotation is not null;

    // The strategy could issue no token, or none at a refresh.
    private static IEnumerable<string> Unwritable(JwtStrategyOptions options)
    {
        bool hasSessions = options.RefreshTokens.Enabled;
        for (int i = 0; Signs(options) && i < options.RequiredClaims.Count; i++)
        {
            if (options.RequiredClaims[i] is { } name && RequiredClaims.IsNeverWritten(name, hasSessions))
                yield return OptionMessages.Invalid(options.ConfiguredNames.Of($"RequiredClaims[{i}]", name), OptionMessages.Quoted(name), $"a claim that the strategy writes into its own tokens, because it has a signing key and RefreshTokens.Enabled is {(hasSessions ? "true" : "false")}", "\"jti\"");
        }
    }

    private static IEnumerable<string> ArrayClaimTypes(JwtStrategyOptions options) =>
        options.ArrayClaimTypes.Count > MaxArrayClaimTypes
            ? [OptionMessages.Invalid("ArrayClaimTypes", $"a list of {options.ArrayClaimTypes.Count} entries", $"a list of at most {MaxArrayClaimTypes} entries", "\"roles\"")]
            : options.ArrayClaimTypes.SelectMany((type, i) => ArrayClaimType(options, type, $"ArrayClaimTypes[{i}]"));

    private static IEnumerable<string> ArrayClaimType(JwtStrategyOptions options, string? type, string property) =>
        type is not null && (ClaimNames.ToShort(type) == ClaimNames.Subject || ClaimNames.IsProtocol(type))
            ? [OptionMessages.Invalid(options.ConfiguredNames.Of(property, type), OptionMessages.Quoted(type), "a claim of the user, and none that the library writes itself", "\"roles\"")]
            : Text(options, type, property, "\"roles\"");

    private static IEnumerable<string> Keys(JwtStrategyOptions options, string? strategy)
    {
        if (options.SigningKeys.Count + options.VerificationKeys.Count == 0 && options.KeyRotation is null)
            return options.HasUnreadableKeys || options.HasKeySource ? [] : [NoKeys(options.ConfiguredNames.OfSection("SigningKeys"), strategy, options.IsKeyStoreChosen?.Invoke() == true)];

        return JwtKeyRing.Problems(options.SigningKeys, options.VerificationKeys, options.ConfiguredNames);
    }

    // Tokens of another issuer carry no generation. All of them would be refused after the first end of everything.
    private static IEnumerable<string> UnsignedGeneration(JwtStrategyOptions options)
    {
        bool onlyVerifies = !Signs(options) && !options.HasUnreadableKeys && (options.VerificationKeys.Count > 0 || options.HasKeySource);
        string name = options.ConfiguredNames.Of("ObserveRevokeAll", options.ObserveRevokeAll);
        return options.ObserveRevokeAll && onlyVerifies
            ? [OptionMessages.Invalid(
                name,
                "true",
                "false if the strategy has no signing key, because only tokens that it signs carry the generation",
                $"{OptionMessages.InWordsOf(name, "o.ObserveRevokeAll = false", "\"ObserveRevokeAll\": false")}. To check the sessions of tokens that another node of the application signs, set RequireLiveSession")]
            : [];
    }

    private static string NoKeys(string name, string? strategy, bool isKeyStoreChosen) => OptionMessages.Invalid(
        name,
        "an empty list, and VerificationKeys too",
        "a list with at least one key in one of the two",
        OptionMessages.InWordsOf(
            name,
            InOrder("o.RotateKeys()", "o.SigningKeys.Add(JwtKey.FromBase64(secret, \"HS256\")), where secret is 32 random bytes in base64 (openssl rand -base64 32)", isKeyStoreChosen)
            + $". For a strategy that only verifies tokens of another issuer: o.VerificationKeys.Add(JwtKey.FromPem(publicKey, \"RS256\")), or, with the package AuthStrategies.Issuers, UseIssuerKeys(\"{strategy}\", \"https://ISSUER/.well-known/openid-configuration\") after AddJwt",
            InOrder("\"KeyRotation\": { \"RotationPeriod\": \"30.00:00:00\" }", "\"SigningKeys\": [ { \"Algorithm\": \"HS256\", \"Secret\": \"…\" } ], where Secret is 32 random bytes in base64 (openssl rand -base64 32)", isKeyStoreChosen)
            + $". For a strategy that only verifies tokens of another issuer: a public key in \"VerificationKeys\", or, with the package AuthStrategies.Issuers, UseIssuerKeys(\"{strategy}\", \"https://ISSUER/.well-known/openid-configuration\") in code"));

    // Who has chosen a key store, or protection of keys, wants the library to keep the keys.
    private static string InOrder(string rotates, string hasKeys, bool isKeyStoreChosen) => isKeyStoreChosen
        ? $"{rotates}, so that the library creates the keys and keeps them in the key store, or with a key of the application: {hasKeys}"
        : $"{hasKeys}, or let the library create and rotate the keys: {rotates}";

    private static IEnumerable<string> Duration(JwtStrategyOptions options, TimeSpan value, string property, TimeSpan min, TimeSpan max, string range, TimeSpan example)
    {
        if (OptionMessages.Between(options.ConfiguredNames.Of(property, value), value, min, max, range, example) is { } problem)
            yield return problem;
    }

    private static IEnumerable<string> Number(JwtStrategyOptions options, int value, string property, int min, int max, int example)
    {
        if (OptionMessages.Between(options.ConfiguredNames.Of(property, value), value, min, max, example) is { } problem)
            yield return problem;
    }

    private static IEnumerable<string> CacheBytes(JwtStrategyOptions options)
    {
        string name = options.ConfiguredNames.Of("CredentialCacheBytes", options.CredentialCacheBytes);
        return OptionMessages.Between(name, options.CredentialCacheBytes, MinCacheBytes, MaxCacheBytes, 32 * 1024 * 1024) is { } problem ? [problem] : [];
    }

    private static IEnumerable<string> TokenType(JwtStrategyOptions options)
    {
        string? type = options.TokenType;
        if (type is not null && (type.Length is 0 or > MaxTypeLength || type.Any(c => !char.IsAsciiLetterOrDigit(c) && !"!#$&-^_.+/".Contains(c, StringComparison.Ordinal))))
            yield return OptionMessages.Invalid(options.ConfiguredNames.Of("TokenType", type), "not a media type", $"1 to {MaxTypeLength} letters, digits and !#$&-^_.+/ (RFC 6838), or null for issuers that set none", "\"at+jwt\"");
    }

    private static IEnumerable<string> Algorithms(JwtStrategyOptions options)
    {
        HashSet<string> ofKeys = [.. options.SigningKeys.Concat(options.VerificationKeys).Where(key => key is not null).Select(key => key.Algorithm)];
        if (options.KeyRotation is { } rotation)
            ofKeys.Add(rotation.Algorithm);

        for (int i = 0; i < options.Algorithms.Count; i++)
        {
            // The value is not repeated, because it may be a secret in the wrong place.
            if (options.Algorithms[i] is not { } algorithm || !IsKnown(algorithm))
                yield return OptionMessages.Invalid(options.ConfiguredNames.Of($"Algorithms[{i}]", options.Algorithms[i]), "not an accepted algorithm", $"one of {string.Join(", ", JwtAlgorithm.All.Select(known => known.Name))}", $"\"{JwtAlgorithm.ExampleFor(options.Algorithms[i])}\", or leave Algorithms empty to accept the algorithms of the keys");
            else if (!options.HasKeySource && !ofKeys.Contains(algorithm))
                yield return NotOfAKey(options.ConfiguredNames.Of($"Algorithms[{i}]", algorithm), algorithm, ofKeys);
        }

        // The strategy would refuse the tokens that it issues.
        if (options.KeyRotation is null && options.SigningKeys.FirstOrDefault() is { } signing && RefusesOwn(options, signing.Algorithm))
            yield return WithoutOwn(options, signing.Algorithm, "SigningKeys[0]");
    }

    private static string NotOfAKey(string name, string algorithm, HashSet<string> ofKeys) => OptionMessages.Invalid(
        name,
        $"\"{algorithm}\"",
        $"the algorithm of a key ({string.Join(", ", ofKeys)})",
        $"{OptionMessages.InWordsOf(name, $"o.SigningKeys.Add({KeyAdvice.Read(algorithm)})", $"{{ \"Algorithm\": \"{algorithm}\", \"PemFile\": \"signing.pem\" }} in SigningKeys")}, or remove the entry");

    private static bool IsKnown(string? algorithm) => JwtAlgorithm.All.Any(known => known.Name == algorithm);

    private static IEnumerable<string> Naming(JwtStrategyOptions options)
    {
        if (options.ClaimNaming is not (ClaimNaming.Jwt or ClaimNaming.DotNet or ClaimNaming.AsIssued))
            yield return OptionMessages.OutOfRange("ClaimNaming", (int)options.ClaimNaming, "ClaimNaming.Jwt, ClaimNaming.DotNet or ClaimNaming.AsIssued", "o.ClaimNaming = ClaimNaming.Jwt");
        if (string.IsNullOrEmpty(options.NameClaimType))
            yield return OptionMessages.Invalid(options.ConfiguredNames.Of("NameClaimType", options.NameClaimType), OptionMessages.Quoted(options.NameClaimType), "the name of a claim", "\"name\"");
        if (string.IsNullOrEmpty(options.RoleClaimType))
            yield return OptionMessages.Invalid(options.ConfiguredNames.Of("RoleClaimType", options.RoleClaimType), OptionMessages.Quoted(options.RoleClaimType), "the name of a claim", "\"role\"");
    }
}
