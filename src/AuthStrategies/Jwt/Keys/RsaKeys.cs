using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;

namespace AuthStrategies.Jwt.Keys;

/// <summary>RSA keys for RS and PS algorithms: at least 2048 bits (RFC 7518 §3.3, §3.5).</summary>
internal static class RsaKeys
{
    private const int MinBits = 2048;
    private const int MaxBits = 16384;
    private const int MaxExponentSize = 8;
    private const int ModernBits = 3072;

    /// <summary>Copies a key.</summary>
    /// <exception cref="ArgumentException">The key breaks a rule.</exception>
    public static KeyMaterial Import(RSA key, JwtAlgorithm algorithm, string parameter)
    {
        RSAParameters parameters = KeyExport.Read(
            key.ExportParameters,
            () => key.SignHash(new byte[SHA256.HashSizeInBytes], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            parameter);
        return Take(parameters, algorithm, parameter);
    }

    /// <summary>Creates a key from its parameters and clears them.</summary>
    /// <exception cref="ArgumentException">The parameters break a rule.</exception>
    public static KeyMaterial Take(RSAParameters parameters, JwtAlgorithm algorithm, string parameter)
    {
        try
        {
            byte[] modulus = Trim(parameters.Modulus);
            byte[] exponent = Trim(parameters.Exponent);
            CheckPublic(modulus, exponent, algorithm, parameter);
            CheckPrivate(parameters, parameter);
            PublicMembers members = PublicMembers.Rsa(Base64Url.EncodeToString(modulus), Base64Url.EncodeToString(exponent));
#pragma warning disable CA2000 // The key material owns it.
            RSA key = Import(parameters with { Modulus = modulus, Exponent = exponent }, parameter);
#pragma warning restore CA2000
            return KeyMaterial.OfRsa(algorithm, key, parameters.D is not null, members, modulus);
        }
        finally
        {
            Wipe(parameters);
        }
    }

    /// <summary>Creates a key: 2048 bits for SHA-256, otherwise 3072.</summary>
    public static KeyMaterial Generate(JwtAlgorithm algorithm)
    {
        using RSA key = Create(algorithm);
        return Import(key, algorithm, nameof(algorithm));
    }

    /// <summary>Creates a new key pair of the size that <see cref="Generate"/> uses.</summary>
    public static RSA Create(JwtAlgorithm algorithm) => RSA.Create(algorithm.Hash == HashAlgorithmName.SHA256 ? MinBits : ModernBits);

    /// <summary>The number without leading zeros, which have no meaning.</summary>
    public static byte[] Trim(byte[]? number) => number.AsSpan().TrimStart((byte)0).ToArray();

    private static void CheckPublic(byte[] modulus, byte[] exponent, JwtAlgorithm algorithm, string parameter)
    {
        long bits = Number(modulus).GetBitLength();
        if (bits is < MinBits or > MaxBits)
            throw new ArgumentException($"{algorithm.Name} needs an RSA key of {MinBits} to {MaxBits} bits, but this key has {bits}. {KeyAdvice.Make(algorithm)}", parameter);
        if (Number(modulus).IsEven)
            throw new ArgumentException("The modulus of this RSA key is even, so the key is damaged.", parameter);
        if (exponent.Length is 0 or > MaxExponentSize || exponent is [1] || Number(exponent).IsEven)
            throw new ArgumentException($"The public exponent of an RSA key must be an odd number, at least 3 and at most {MaxExponentSize} bytes long; 65537 is usual.", parameter);
    }

    // RFC 8017 §3.2: the relations between the primes, exponents and coefficient of one key. Not every platform checks them.
    private static void CheckPrivate(RSAParameters key, string parameter)
    {
        if (key.D is null)
            return;
        if (key.P is null || key.Q is null || key.DP is null || key.DQ is null || key.InverseQ is null)
            throw new ArgumentException("The private part of an RSA key must have d, p, q, dp, dq and qi, but some are missing.", parameter);

        (BigInteger d, BigInteger p, BigInteger q) = (Number(key.D), Number(key.P), Number(key.Q));
        bool isOneKey = p > 1 && q > 1 && p * q == Number(key.Modulus!)
            && Number(key.DP) == d % (p - 1)
            && Number(key.DQ) == d % (q - 1)
            && Number(key.Exponent!) * d % (p - 1) == 1
            && Number(key.Exponent!) * d % (q - 1) == 1
            && Number(key.InverseQ) * q % p == 1;
        if (!isOneKey)
            throw new ArgumentException("The private part of this RSA key does not belong to its public part.", parameter);
    }

    private static RSA Import(RSAParameters parameters, string parameter)
    {
        RSA key = RSA.Create();
        try
        {
            key.ImportParameters(parameters);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw new ArgumentException("The platform refuses this RSA key: the key is damaged, or its primes are not of equal length.", parameter);
        }
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static void Wipe(RSAParameters key)
    {
        foreach (byte[]? number in (byte[]?[])[key.D, key.P, key.Q, key.DP, key.DQ, key.InverseQ])
            CryptographicOperations.ZeroMemory(number);
    }
}
