using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>
/// Makes encrypted tokens with any defect, and opens them, by the platform's primitives and RFC 7518 §5.2.2, not by ours.
/// Starts from a good one.
/// </summary>
internal sealed record JweForge
{
    public const string KeyId = "enc-1";
    public static readonly byte[] Secret = RandomNumberGenerator.GetBytes(64);
    public static readonly byte[] OtherSecret = RandomNumberGenerator.GetBytes(64);
    public static readonly JwtKey Key = JwtKey.FromSecret(Secret, "A256CBC-HS512", KeyId);
    public static readonly JwtKey OtherKey = JwtKey.FromSecret(OtherSecret, "A256CBC-HS512", "enc-2");
    public const string GoodHeader = """{"alg":"dir","enc":"A256CBC-HS512","cty":"JWT","kid":"enc-1"}""";

    public static JweForge Good => Around(TokenForge.Good.Sign());

    public byte[] By { get; init; } = Secret;

    public byte[] Header { get; init; } = TokenForge.Utf8(GoodHeader);

    public byte[] Content { get; init; } = [];

    public byte[] Iv { get; init; } = RandomNumberGenerator.GetBytes(16);

    /// <summary>Whether the content ends with a padding (RFC 5652 §6.3).</summary>
    public bool Pads { get; init; } = true;

    public static JweForge Around(string content) => new() { Content = TokenForge.Utf8(content) };

    public static JweForge WithHeader(string header) => Good with { Header = TokenForge.Utf8(header) };

    /// <summary>A header with members beside those of a good one.</summary>
    public static JweForge WithHeaderMembers(string members) => WithHeader(GoodHeader[..^1] + "," + members + "}");

    /// <summary>Encrypted and authenticated by the secret.</summary>
    public string Seal() => Join(Ciphertext(), tag: null);

    /// <summary>With any ciphertext, and any tag or the right one.</summary>
    public string Join(byte[] ciphertext, byte[]? tag)
    {
        string header = TokenForge.Part(Header);
        return $"{header}..{TokenForge.Part(Iv)}.{TokenForge.Part(ciphertext)}.{TokenForge.Part(tag ?? Mac(By, header, Iv, ciphertext))}";
    }

    public byte[] Ciphertext()
    {
        using var aes = Aes.Create();
        aes.Key = By[32..];
        return aes.EncryptCbc(Content, Iv, Pads ? PaddingMode.PKCS7 : PaddingMode.None);
    }

    /// <summary>The content of a token of <see cref="Secret"/>, or nothing; every part by the letter.</summary>
    public static string? Open(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 5 || parts[1].Length != 0)
            return null;

        byte[][] bytes = [.. parts.Select(part => Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=')))];
        if (bytes[2].Length != 16 || bytes[4].Length != 32 || !Mac(Secret, parts[0], bytes[2], bytes[3]).SequenceEqual(bytes[4]))
            return null;

        using var aes = Aes.Create();
        aes.Key = Secret[32..];
        return Encoding.Latin1.GetString(aes.DecryptCbc(bytes[3], bytes[2]));
    }

    public override string ToString() => "an encrypted token";

    private static byte[] Mac(byte[] secret, string header, byte[] iv, byte[] ciphertext)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, header.Length * 8L);
        byte[] input = [.. TokenForge.Utf8(header), .. iv, .. ciphertext, .. length];
        return HMACSHA512.HashData(secret[..32], input)[..32];
    }
}
