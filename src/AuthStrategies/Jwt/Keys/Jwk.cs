using System.Text;
using System.Text.Json;

namespace AuthStrategies.Jwt.Keys;

/// <summary>The text of a JWK, read strictly (RFC 7517 §4): one object, each member once, known members are strings.</summary>
internal sealed class Jwk
{
    private static readonly string[] Texts = ["kty", "use", "alg", "kid", "crv", "k", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi"];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<string, string> _texts;
    private readonly string _parameter;

    private readonly HashSet<string>? _operations;

    private Jwk(Dictionary<string, string> texts, HashSet<string>? operations, bool hasMorePrimes, string parameter)
    {
        _texts = texts;
        _parameter = parameter;
        _operations = operations;
        HasMorePrimes = hasMorePrimes;
    }

    /// <summary>Whether it is an RSA key with more than two primes.</summary>
    public bool HasMorePrimes { get; }

    /// <summary>Reads the text.</summary>
    /// <exception cref="ArgumentException">The text is not a JWK.</exception>
    public static Jwk Read(string json, string parameter)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Utf8.GetBytes(json), Strict);
            return Read(document.RootElement, parameter);
        }
        // The parser's message may quote the text, so it is not passed on. A lone surrogate causes one of the other two exceptions.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or EncoderFallbackException)
        {
            throw new ArgumentException("This is not a JWK: it is not one JSON object with unique member names (RFC 7517 §4).", parameter);
        }
    }

    /// <summary>Whether the key may be used for the operation: <c>key_ops</c> is missing or contains it (RFC 7517 §4.3).</summary>
    public bool May(string operation) => _operations is null || _operations.Contains(operation);

    /// <summary>The text of a member, or <see langword="null"/> if it is missing.</summary>
    public string? Text(string name) => _texts.GetValueOrDefault(name);

    /// <summary>The bytes of a member.</summary>
    /// <exception cref="ArgumentException">The member is missing or not base64url.</exception>
    public byte[] Bytes(string name) => OptionalBytes(name)
        ?? throw new ArgumentException($"This JWK has no \"{name}\", which its key type needs.", _parameter);

    /// <summary>The bytes of a member, or <see langword="null"/> if it is missing.</summary>
    /// <exception cref="ArgumentException">The member is not base64url.</exception>
    public byte[]? OptionalBytes(string name)
    {
        if (Text(name) is not { } text)
            return null;

        return Base64Text.TryDecodeUrl(text, out byte[]? bytes)
            ? bytes
            : throw new ArgumentException($"\"{name}\" of this JWK is not base64url without padding (RFC 7515 §2).", _parameter);
    }

    private static Jwk Read(JsonElement root, string parameter)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ArgumentException("A JWK must be one JSON object, but this is not.", parameter);
        if (root.TryGetProperty("keys", out _))
            throw new ArgumentException("This is a JWK Set. Create one JwtKey for each entry of \"keys\".", parameter);

        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (string name in Texts)
        {
            if (!root.TryGetProperty(name, out JsonElement member))
                continue;
            texts[name] = member.ValueKind == JsonValueKind.String
                ? member.GetString()!
                : throw new ArgumentException($"\"{name}\" of this JWK is not a string.", parameter);
        }

        return new(texts, OperationsOf(root), root.TryGetProperty("oth", out _), parameter);
    }

    // A value that is not an array of strings allows no operation.
    private static HashSet<string>? OperationsOf(JsonElement root)
    {
        if (!root.TryGetProperty("key_ops", out JsonElement operations))
            return null;
        if (operations.ValueKind != JsonValueKind.Array || operations.EnumerateArray().Any(operation => operation.ValueKind != JsonValueKind.String))
            return [];

        return new(operations.EnumerateArray().Select(operation => operation.GetString()!), StringComparer.Ordinal);
    }
}
