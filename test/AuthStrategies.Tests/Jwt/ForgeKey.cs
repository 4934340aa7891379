using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Tests.Jwt;

/// <summary>A key on the attacker's and the issuer's side of the tests: signs anything, by the platform's primitives, not by ours.</summary>
public sealed class ForgeKey
{
    public static readonly string[] Algorithms = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static readonly RSA Rsa = RSA.Create(2048);
    public static readonly RSA OtherRsa = RSA.Create(2048);
    private static readonly Dictionary<string, ForgeKey> Known = Algorithms.ToDictionary(name => name, name => new ForgeKey(name, $"key-{name}", Rsa));
    private static readonly Dictionary<string, ForgeKey> Strangers = Algorithms.ToDictionary(name => name, name => new ForgeKey(name, $"key-{name}", OtherRsa));

    private readonly Func<byte[], byte[]> _sign;

    private ForgeKey(string algorithm, string keyId, RSA rsa)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        HashAlgorithmName hash = new("SHA" + algorithm[2..]);
        switch (algorithm[..2])
        {
            case "HS":
                Secret = RandomNumberGenerator.GetBytes(hash.Name == "SHA256" ? 32 : hash.Name == "SHA384" ? 48 : 64);
                _sign = input => Hmac(hash, Secret, input);
                Key = JwtKey.FromSecret(Secret, algorithm, keyId);
                break;
            case "ES":
                Ec = ECDsa.Create(algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
                _sign = input => Ec.SignData(input, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                Key = JwtKey.From(Ec, algorithm, keyId);
                break;
            default:
                _sign = input => rsa.SignData(input, hash, algorithm[0] == 'R' ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);
                Key = JwtKey.From(rsa, algorithm, keyId);
                break;
        }
    }

    public string Algorithm { get; }

    public string KeyId { get; }

    public byte[] Secret { get; } = [];

    public ECDsa? Ec { get; }

    /// <summary>The same key, as the library has it.</summary>
    public JwtKey Key { get; }

    /// <summary>The key of an algorithm that the strategy under test trusts.</summary>
    public static ForgeKey Of(string algorithm) => Known[algorithm];

    /// <summary>A key of the same algorithm and id that it does not trust.</summary>
    public static ForgeKey StrangerOf(string algorithm) => Strangers[algorithm];

    public static byte[] Hmac(HashAlgorithmName hash, byte[] secret, byte[] input) => hash.Name switch
    {
        "SHA256" => HMACSHA256.HashData(secret, input),
        "SHA384" => HMACSHA384.HashData(secret, input),
        _ => HMACSHA512.HashData(secret, input),
    };

    public byte[] Sign(byte[] input) => _sign(input);

    public byte[] Sign(string input) => _sign(Encoding.UTF8.GetBytes(input));
}
