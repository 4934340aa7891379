using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace AuthStrategies.Interop.Tests;

/// <summary>One key of ours, and the same as Node takes it.</summary>
internal sealed class PeerKey
{
    public static readonly string[] Algorithms = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    public static readonly string[] Asymmetric = [.. Algorithms.Where(algorithm => algorithm[0] != 'H')];

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly Dictionary<string, PeerKey> Known = Algorithms.ToDictionary(name => name, Make);

    private PeerKey(JwtKey key, object privateKey, object publicKey)
    {
        Key = key;
        Private = privateKey;
        Public = publicKey;
    }

    public JwtKey Key { get; }

    /// <summary>What Node signs with.</summary>
    public object Private { get; }

    /// <summary>What Node verifies with: the public key as we export it, or the secret.</summary>
    public object Public { get; }

    public static PeerKey Of(string algorithm) => Known[algorithm];

    public static object Jwk(string json) => new { jwk = JsonSerializer.Deserialize<JsonElement>(json) };

    public static object Pem(string pem) => new { pem };

    public static object Secret(byte[] secret) => new { jwk = new { kty = "oct", k = Base64Url.EncodeToString(secret) } };

    private static PeerKey Make(string algorithm)
    {
        if (algorithm[0] == 'H')
        {
            byte[] secret = RandomNumberGenerator.GetBytes(int.Parse(algorithm.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture) / 8);
            return new(JwtKey.FromSecret(secret, algorithm), Secret(secret), Secret(secret));
        }

        if (algorithm[0] != 'E')
            return Of(JwtKey.From(Rsa, algorithm), Rsa.ExportPkcs8PrivateKeyPem());

        using var ec = ECDsa.Create(algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
        return Of(JwtKey.From(ec, algorithm), ec.ExportPkcs8PrivateKeyPem());
    }

    private static PeerKey Of(JwtKey key, string privatePem) => new(key, Pem(privatePem), Jwk(key.ExportPublicJwk()));
}
