using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AuthStrategies.Issuers.Documents;

namespace AuthStrategies.Issuers.KeySets;

/// <summary>One entry of a key set: what disqualifies it before <see cref="JwtKey"/> reads it, and its key.</summary>
internal sealed class JwkEntry
{
    private const int MaxShownId = 64;

    private static readonly string[] RsaMembers = ["n", "e"];
    private static readonly string[] EcMembers = ["crv", "x", "y"];
    private static readonly string[] SecretMembers = ["k", "d", "p", "q", "dp", "dq", "qi", "oth"];

    private readonly JsonElement _jwk;

    public JwkEntry(JsonElement jwk, int index)
    {
        _jwk = jwk;
        string place = $"key {index + 1}";
        string? id = Text("kid");
        // Another party wrote the id: nothing but plain characters comes into a log.
        Name = id is { Length: > 0 and <= MaxShownId } && id.All(c => c is >= ' ' and <= '~') ? $"{place} (\"{id}\")" : place;
        IsExposed = jwk.ValueKind == JsonValueKind.Object && (Text("kty") == "oct" || SecretMembers.Any(Has));
        Problem = FindProblem();
    }

    /// <summary>Its place, and its id if it has a plain one.</summary>
    public string Name { get; }

    /// <summary>Whether the entry contains the secret part of a key, or is a secret.</summary>
    public bool IsExposed { get; }

    /// <summary>Why it is not used; <see langword="null"/> if <see cref="TryCreate"/> decides.</summary>
    public string? Problem { get; }

    /// <summary>Creates the key.</summary>
    /// <param name="rsaAlgorithm">The algorithm of an RSA key that names none.</param>
    /// <param name="key">The key, or <see langword="null"/>.</param>
    /// <param name="refused">Why it is refused, or <see langword="null"/>.</param>
    public bool TryCreate(string rsaAlgorithm, [NotNullWhen(true)] out JwtKey? key, [NotNullWhen(false)] out string? refused)
    {
        (key, refused) = (null, null);
        string? algorithm = Has("alg") ? null : Text("kty") == "RSA" ? rsaAlgorithm : AlgorithmOfCurve();
        if (algorithm is null && !Has("alg"))
        {
            refused = "its curve is not P-256, P-384 or P-521";
            return false;
        }

        try
        {
            key = JwtKey.FromJwk(_jwk.GetRawText(), algorithm);
            return true;
        }
        catch (ArgumentException exception)
        {
            refused = FirstSentence(exception.Message);
            return false;
        }
    }

    private string? FindProblem()
    {
        if (_jwk.ValueKind != JsonValueKind.Object)
            return "it is not a JSON object";
        if (IsExposed)
            return "it is a secret, or contains the private part of a key";

        return Text("kty") switch
        {
            "RSA" => EcMembers.Any(Has) ? "it is an RSA key with members of an elliptic-curve key" : null,
            "EC" => RsaMembers.Any(Has) ? "it is an elliptic-curve key with members of an RSA key" : null,
            _ => "its \"kty\" is neither RSA nor EC",
        };
    }

    private string? AlgorithmOfCurve() => Text("crv") switch
    {
        "P-256" => "ES256",
        "P-384" => "ES384",
        "P-521" => "ES512",
        _ => null,
    };

    private bool Has(string name) => _jwk.TryGetProperty(name, out _);

    private string? Text(string name) =>
        _jwk.ValueKind == JsonValueKind.Object && _jwk.TryGetProperty(name, out JsonElement member) && IssuerJson.TryGetText(member, out string? text) ? text : null;

    // The first sentence says what is wrong, the others name methods of this library.
    private static string FirstSentence(string message)
    {
        int suffix = message.LastIndexOf(" (Parameter", StringComparison.Ordinal);
        string text = suffix < 0 ? message : message[..suffix];
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }
}
