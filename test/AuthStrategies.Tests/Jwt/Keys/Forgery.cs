using System.Numerics;
using System.Security.Cryptography;

namespace AuthStrategies.Tests.Jwt.Keys;

/// <summary>Signatures made by hand, right and wrong ones, out of nothing but arithmetic.</summary>
internal static class Forgery
{
    private static readonly byte[] Sha256DigestInfo = Convert.FromHexString("3031300d060960864801650304020105000420");

    /// <summary>RSASSA-PSS (RFC 8017 §8.1.1) with any salt length and any hash in the mask function.</summary>
    public static byte[] Pss(RSA key, byte[] input, HashAlgorithmName hash, HashAlgorithmName maskHash, int saltSize)
    {
        int size = key.KeySize / 8;
        byte[] salt = RandomNumberGenerator.GetBytes(saltSize);
        byte[] digest = CryptographicOperations.HashData(hash, [.. new byte[8], .. CryptographicOperations.HashData(hash, input), .. salt]);
        byte[] block = [.. new byte[size - saltSize - digest.Length - 2], 1, .. salt];
        byte[] mask = Mask(maskHash, digest, block.Length);
        byte[] masked = [.. block.Zip(mask, (left, right) => (byte)(left ^ right))];
        masked[0] &= 0x7f;
        return Raw(key, [.. masked, .. digest, 0xbc]);
    }

    /// <summary>A number whose cube begins like a PKCS#1 v1.5 block with its hash too far to the left: found without a private key (CVE-2006-4339).</summary>
    public static byte[] CubeRoot(byte[] input, int size)
    {
        byte[] head = CubeHead(input);
        byte[] block = new byte[size];
        head.CopyTo(block, 0);
        Array.Fill(block, (byte)0xff, head.Length, size - head.Length);
        return KeyFixtures.Number(FloorCubeRoot(KeyFixtures.Number(block)), size);
    }

    /// <summary>What a careless verifier looks at.</summary>
    public static byte[] CubeHead(byte[] input) => [0, 1, .. Enumerable.Repeat((byte)0xff, 8), 0, .. Sha256DigestInfo, .. SHA256.HashData(input)];

    /// <summary>PKCS#1 v1.5 (RFC 8017 §9.2) with any filling between the marks.</summary>
    public static byte[] Pkcs1(RSA key, byte[] input, byte filling, byte blockType = 1)
    {
        byte[] tail = [0, .. Sha256DigestInfo, .. SHA256.HashData(input)];
        return Raw(key, [0, blockType, .. Enumerable.Repeat(filling, (key.KeySize / 8) - 2 - tail.Length), .. tail]);
    }

    private static byte[] Raw(RSA key, byte[] block)
    {
        RSAParameters numbers = key.ExportParameters(true);
        return KeyFixtures.Number(BigInteger.ModPow(KeyFixtures.Number(block), KeyFixtures.Number(numbers.D), KeyFixtures.Number(numbers.Modulus)), block.Length);
    }

    private static byte[] Mask(HashAlgorithmName hash, byte[] seed, int length)
    {
        List<byte> mask = [];
        for (byte counter = 0; mask.Count < length; counter++)
            mask.AddRange(CryptographicOperations.HashData(hash, [.. seed, 0, 0, 0, counter]));
        return [.. mask.Take(length)];
    }

    private static BigInteger FloorCubeRoot(BigInteger number)
    {
        (BigInteger low, BigInteger high) = (0, BigInteger.One << (int)((number.GetBitLength() / 3) + 1));
        while (low < high)
        {
            BigInteger middle = (low + high + 1) / 2;
            (low, high) = BigInteger.Pow(middle, 3) <= number ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
