using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Jwt.Keys;

/// <summary>An algorithm of RFC 7518 §3 (signatures) or §5 (encryption) and its requirements for a key.</summary>
internal sealed class JwtAlgorithm
{
    /// <summary>All signature algorithms, in the order in which messages list them. "none" is not supported anywhere.</summary>
    public static readonly IReadOnlyList<JwtAlgorithm> All =
    [
        new("HS256", KeyFamily.Secret, 32), new("HS384", KeyFamily.Secret, 48), new("HS512", KeyFamily.Secret, 64),
        new("RS256", KeyFamily.Rsa, 32), new("RS384", KeyFamily.Rsa, 48), new("RS512", KeyFamily.Rsa, 64),
        new("PS256", KeyFamily.Rsa, 32), new("PS384", KeyFamily.Rsa, 48), new("PS512", KeyFamily.Rsa, 64),
        new("ES256", KeyFamily.Ec, 32, EcCurve.P256), new("ES384", KeyFamily.Ec, 48, EcCurve.P384), new("ES512", KeyFamily.Ec, 64, EcCurve.P521),
    ];

    /// <summary>The encryption algorithm (RFC 7518 §5.2.5): AES-256-CBC, then HMAC-SHA-512 over the result, each with half of the secret.</summary>
    public static readonly JwtAlgorithm Encryption = new("A256CBC-HS512", KeyFamily.Secret, 64);

    /// <summary>All algorithms that a key can have.</summary>
    public static readonly IReadOnlyList<JwtAlgorithm> AllAndEncryption = [.. All, Encryption];

    public static readonly string Names = $"{string.Join(", ", All.Select(algorithm => algorithm.Name))} to sign, {Encryption.Name} to encrypt";

    private const int MaxQuotedLength = 16;

    private readonly EcCurve? _curve;

    private JwtAlgorithm(string name, KeyFamily family, int hashSize, EcCurve? curve = null)
    {
        Name = name;
        Utf8 = Encoding.ASCII.GetBytes(name);
        Family = family;
        HashSize = hashSize;
        _curve = curve;
    }

    /// <summary>The name in a token's header, such as <c>HS256</c>.</summary>
    public string Name { get; }

    /// <summary>The name's bytes in a token's header.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The kind of key.</summary>
    public KeyFamily Family { get; }

    /// <summary>Whether it encrypts and does not sign.</summary>
    public bool Encrypts => ReferenceEquals(this, Encryption);

    /// <summary>
    /// The size of the hash in bytes. It is also the minimum size of a secret for an HS algorithm, the size of its signatures,
    /// and the exact size of a secret for encryption.
    /// </summary>
    public int HashSize { get; }

    /// <summary>The curve of an ES algorithm.</summary>
    /// <exception cref="InvalidOperationException">This is not an ES algorithm.</exception>
    public EcCurve Curve => _curve ?? throw new InvalidOperationException($"{Name} has no curve.");

    /// <summary>The hash.</summary>
    public HashAlgorithmName Hash => HashSize switch
    {
        32 => HashAlgorithmName.SHA256,
        48 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    /// <summary>Finds the algorithm with this name, compared byte for byte (RFC 7515 §4.1.1).</summary>
    /// <exception cref="ArgumentException">There is no algorithm with this name.</exception>
    public static JwtAlgorithm Get(string? name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        foreach (JwtAlgorithm algorithm in AllAndEncryption)
        {
            if (string.Equals(algorithm.Name, name, StringComparison.Ordinal))
                return algorithm;
        }

        string? near = name.Length <= MaxQuotedLength ? NearestName.Find(name, AllAndEncryption.Select(algorithm => algorithm.Name)) : null;
        // Anything else might be a secret in the wrong argument.
        string quoted = near is null ? "" : $" \"{name}\"";
        string example = near is null ? "" : $" For example \"{near}\".";
        throw new ArgumentException($"The algorithm{quoted} is not supported. Write one of these, exactly: {Names}.{example}", parameter);
    }

    /// <summary>The signature algorithm that a misspelled name was probably meant to be; otherwise a usual one.</summary>
    public static string ExampleFor(string? written) => NearestName.Find(written, All.Select(algorithm => algorithm.Name)) ?? "ES256";

    /// <summary>The same among those that work with a secret, or with a pair of keys.</summary>
    public static string ExampleFor(string? written, bool isSecret) =>
        NearestName.Find(written, AllAndEncryption.Where(algorithm => algorithm.Family == KeyFamily.Secret == isSecret).Select(algorithm => algorithm.Name)) ?? (isSecret ? "HS256" : "ES256");

    /// <summary>Finds the algorithm with this name and checks that it works with this kind of key.</summary>
    /// <exception cref="ArgumentException">There is no algorithm with this name, or it works with another kind of key.</exception>
    public static JwtAlgorithm Get(string? name, KeyFamily family, string parameter)
    {
        JwtAlgorithm algorithm = Get(name, parameter);
        return algorithm.Family == family
            ? algorithm
            : throw new ArgumentException($"{algorithm.Name} needs {Describe(algorithm.Family)}, but this is {Describe(family)}. Legal here: {NamesOf(family)}.", parameter);
    }

    private static string NamesOf(KeyFamily family) => string.Join(", ", AllAndEncryption.Where(algorithm => algorithm.Family == family).Select(algorithm => algorithm.Name));

    private static string Describe(KeyFamily family) => family switch
    {
        KeyFamily.Secret => "a secret",
        KeyFamily.Rsa => "an RSA key",
        _ => "an elliptic-curve key",
    };
}
