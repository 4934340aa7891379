using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AuthStrategies.Tests.Jwt.Keys;

/// <summary>Keys and texts that several fixtures share; made anew in each run.</summary>
internal static class KeyFixtures
{
    private static readonly Lazy<RSA> LazyRsa = new(() => RSA.Create(2048));
    private static readonly Lazy<ECDsa> LazyP256 = new(() => Ec("ES256"));
    private static readonly Lazy<RSA> LazyCubeRsa = new(MakeCubeRsa);

    public static readonly string[] SecretAlgorithms = ["HS256", "HS384", "HS512"];
    public static readonly string[] RsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    public static readonly string[] EcAlgorithms = ["ES256", "ES384", "ES512"];
    public static readonly string[] Algorithms = [.. SecretAlgorithms, .. RsaAlgorithms, .. EcAlgorithms];

    public static readonly byte[] Input = "eyJhbGciOiJ0ZXN0In0.eyJzdWIiOiJhbGljZSJ9"u8.ToArray();

    public static RSA Rsa => LazyRsa.Value;

    public static ECDsa P256 => LazyP256.Value;

    /// <summary>An RSA key whose public exponent is 3.</summary>
    public static RSA CubeRsa => LazyCubeRsa.Value;

    public static ECDsa Ec(string algorithm) => ECDsa.Create(CurveOf(algorithm));

    public static ECCurve CurveOf(string algorithm) => algorithm switch
    {
        "ES256" => ECCurve.NamedCurves.nistP256,
        "ES384" => ECCurve.NamedCurves.nistP384,
        _ => ECCurve.NamedCurves.nistP521,
    };

    public static HashAlgorithmName HashOf(string algorithm) => new($"SHA{algorithm[2..]}");

    public static int HashSizeOf(string algorithm) => int.Parse(algorithm[2..]) / 8;

    /// <summary>A key that can sign. RSA keys take long to make, so all of them share one.</summary>
    public static JwtKey Key(string algorithm) => RsaAlgorithms.Contains(algorithm) ? JwtKey.From(Rsa, algorithm) : JwtKey.Generate(algorithm);

    public static byte[] Secret(int length) => RandomNumberGenerator.GetBytes(length);

    public static byte[] Sign(JwtKey key, byte[] input)
    {
        byte[] signature = new byte[key.SignatureSize];
        Assert.That(key.TrySign(input, signature, out int written) && written == signature.Length, "the key signs");
        return signature;
    }

    public static JsonObject Jwk(RSA key, bool isPrivate)
    {
        RSAParameters numbers = key.ExportParameters(isPrivate);
        JsonObject jwk = new() { ["kty"] = "RSA", ["n"] = Text(numbers.Modulus!), ["e"] = Text(numbers.Exponent!) };
        if (!isPrivate)
            return jwk;

        foreach ((string name, byte[]? number) in new[] { ("d", numbers.D), ("p", numbers.P), ("q", numbers.Q), ("dp", numbers.DP), ("dq", numbers.DQ), ("qi", numbers.InverseQ) })
            jwk[name] = Text(Trim(number!));
        return jwk;
    }

    public static JsonObject Jwk(ECDsa key, bool isPrivate)
    {
        ECParameters numbers = key.ExportParameters(isPrivate);
        string curve = numbers.Q.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" };
        JsonObject jwk = new() { ["kty"] = "EC", ["crv"] = curve, ["x"] = Text(numbers.Q.X), ["y"] = Text(numbers.Q.Y!) };
        if (isPrivate)
            jwk["d"] = Text(numbers.D!);
        return jwk;
    }

    public static JsonObject Jwk(byte[] secret) => new() { ["kty"] = "oct", ["k"] = Text(secret) };

    public static string Text(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    public static byte[] Trim(byte[] number) => number.AsSpan().TrimStart((byte)0).ToArray();

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static byte[] Number(BigInteger number, int size)
    {
        byte[] bytes = new byte[size];
        byte[] trimmed = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        trimmed.CopyTo(bytes, size - trimmed.Length);
        return bytes;
    }

    // The platform always takes 65537, so the primes come from it and the exponents are worked out here.
    private static RSA MakeCubeRsa()
    {
        BigInteger e = 3;
        while (true)
        {
            using RSA candidate = RSA.Create(2048);
            RSAParameters key = candidate.ExportParameters(true);
            (BigInteger p, BigInteger q) = (Number(key.P), Number(key.Q));
            if (p % e == 1 || q % e == 1)
                continue;

            BigInteger phi = (p - 1) * (q - 1);
            BigInteger d = ((2 * phi) + 1) / e;
            return RSA.Create(key with { Exponent = [3], D = Number(d, 256), DP = Number(d % (p - 1), 128), DQ = Number(d % (q - 1), 128) });
        }
    }
}
