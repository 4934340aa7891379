using System.Security.Cryptography;

namespace AuthStrategies.Benchmarks.Tokens;

internal sealed class HmacPrimitive(byte[] secret) : IPrimitive
{
    private readonly HMACSHA256 _hmac = new(secret);

    public int SignatureSize => HMACSHA256.HashSizeInBytes;

    public bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return _hmac.TryComputeHash(input, mac, out _) && CryptographicOperations.FixedTimeEquals(mac, signature);
    }

    public void Sign(ReadOnlySpan<byte> input, Span<byte> signature) => _hmac.TryComputeHash(input, signature, out _);
}

internal sealed class RsaPrimitive(RSA key) : IPrimitive
{
    public int SignatureSize => key.KeySize / 8;

    public bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) => key.VerifyData(input, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public void Sign(ReadOnlySpan<byte> input, Span<byte> signature) => key.SignData(input, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}

internal sealed class EcdsaPrimitive(ECDsa key) : IPrimitive
{
    public int SignatureSize => key.KeySize / 4;

    public bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) => key.VerifyData(input, signature, HashAlgorithmName.SHA256);

    public void Sign(ReadOnlySpan<byte> input, Span<byte> signature) => key.TrySignData(input, signature, HashAlgorithmName.SHA256, out _);
}
