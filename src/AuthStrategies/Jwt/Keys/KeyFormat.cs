using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using AuthStrategies.Claims;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// Finds keys of another kind where a secret is expected. A public key that is taken as a secret lets everyone sign. So the bytes are read
/// as each usual form of a key, and texts in them are decoded first; what can be read completely is no random secret.
/// </summary>
internal static class KeyFormat
{
    // Base64 of hexadecimal text of base64 is not usual; more layers than these are not unwrapped.
    private const int MaxLayers = 4;
    private const byte DerSequence = 0x30;
    private const byte UncompressedPoint = 0x04;

    // The beginnings of the object identifiers of RSA and PKCS, of elliptic curves, and of Edwards curves. In a random secret of 64 bytes
    // one of them appears with a probability below 2^-33.
    private static readonly byte[][] ObjectIdentifiers = [[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01], [0x2a, 0x86, 0x48, 0xce, 0x3d], [0x06, 0x03, 0x2b, 0x65]];

    private static readonly string[] BlobMarks = ["RSA1", "RSA2", "RSA3", "ECS1", "ECS2", "ECS3", "ECS4", "ECS5", "ECS6", "ECK1", "ECK2", "ECK3", "ECK4", "ECK5", "ECK6"];
    private static readonly string[] SshNames = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];

    private static readonly (int Size, ECCurve Curve)[] Curves = [(32, ECCurve.NamedCurves.nistP256), (48, ECCurve.NamedCurves.nistP384), (66, ECCurve.NamedCurves.nistP521)];

    /// <summary>The form of a key that the bytes have; <see langword="null"/> if they may be a secret.</summary>
    public static KeyForm? Find(ReadOnlySpan<byte> bytes) => Find(bytes, MaxLayers);

    /// <summary>The form of a key that the text has, also after decoding; <see langword="null"/> if it may be a secret.</summary>
    public static KeyForm? Find(string text) => Find(text, MaxLayers);

    private static KeyForm? Find(ReadOnlySpan<byte> bytes, int layers)
    {
        if (IsDer(bytes))
            return KeyForm.Der;
        if (IsSshKey(bytes))
            return KeyForm.Ssh;
        if (IsBlob(bytes))
            return KeyForm.Blob;
        if (IsPoint(bytes))
            return KeyForm.Point;

        return FindText(Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null, layers)
            ?? FindText(Utf16(bytes, isBigEndian: false), layers)
            ?? FindText(Utf16(bytes, isBigEndian: true), layers);
    }

    private static KeyForm? FindText(string? text, int layers) => text is not null && WithoutMark(text) is { } known ? Find(known, layers) : null;

    private static KeyForm? Find(string text, int layers)
    {
        // Searched in the whole text: white space, quotation marks or attributes may come first.
        if (text.Contains("BEGIN SSH2", StringComparison.Ordinal) || text.Contains("BEGIN OPENSSH", StringComparison.Ordinal))
            return KeyForm.Ssh;
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            return KeyForm.Pem;
        if (text.Contains('{', StringComparison.Ordinal) && text.Contains("kty", StringComparison.Ordinal))
            return KeyForm.Jwk;
        if (text.Contains("<RSAKeyValue", StringComparison.Ordinal) || text.Contains("<ECKeyValue", StringComparison.Ordinal) || text.Contains("<Modulus>", StringComparison.Ordinal))
            return KeyForm.Xml;
        if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Any(word => SshNames.Any(name => word.StartsWith(name, StringComparison.Ordinal))))
            return KeyForm.Ssh;

        return layers == 0 || !MayBeEncoded(text) ? null : FindDecoded(text, layers - 1);
    }

    // Each way to write bytes as text has ASCII characters only, besides white space and a byte order mark. Random bytes that happen to be a text have others.
    private static bool MayBeEncoded(string text)
    {
        foreach (char character in text)
        {
            if (!char.IsAscii(character) && !char.IsWhiteSpace(character) && character != '\uFEFF')
                return false;
        }

        return true;
    }

    private static KeyForm? FindDecoded(string text, int layers)
    {
        foreach (byte[] decoded in EncodedBytes.Readings(text))
        {
            KeyForm? form = Find(decoded, layers);
            CryptographicOperations.ZeroMemory(decoded);
            if (form is not null)
                return form;
        }

        return null;
    }

    /// <summary>Whether the bytes are the content of a PEM block. What follows it, such as a line break, is ignored.</summary>
    private static bool IsDer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != DerSequence)
            return false;
        foreach (byte[] identifier in ObjectIdentifiers)
        {
            if (bytes.IndexOf(identifier) >= 0)
                return true;
        }

        byte[] der = bytes.ToArray();
        using AsymmetricAlgorithm? key = PemKeys.TryReadAny(der, mayContinue: true);
        CryptographicOperations.ZeroMemory(der);
        return key is not null;
    }

    // RFC 4253 §6.6: the length of a name, and the name.
    private static bool IsSshKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(int) || BinaryPrimitives.ReadUInt32BigEndian(bytes) > 64)
            return false;

        string name = Encoding.Latin1.GetString(bytes[sizeof(int)..Math.Min(bytes.Length, sizeof(int) + 16)]);
        return SshNames.Any(known => name.StartsWith(known, StringComparison.Ordinal));
    }

    // The mark is at the beginning, or behind the eight bytes of a PUBLICKEYSTRUC: type 6 or 7, version 2.
    private static bool IsBlob(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> marked = bytes.Length > 12 && bytes[0] is 6 or 7 && bytes[1] == 2 ? bytes[8..] : bytes;
        if (marked.Length < 12)
            return false;

        // A secret that is itself text may begin so; the numbers behind the mark have zeros.
        string mark = Encoding.Latin1.GetString(marked[..4]);
        return BlobMarks.Contains(mark, StringComparer.Ordinal) && marked[4..12].Contains((byte)0);
    }

    private static bool IsPoint(ReadOnlySpan<byte> bytes)
    {
        foreach ((int size, ECCurve curve) in Curves)
        {
            bool isUncompressed = bytes.Length == (2 * size) + 1 && bytes[0] == UncompressedPoint;
            if ((isUncompressed || bytes.Length == 2 * size) && IsOnCurve(isUncompressed ? bytes[1..] : bytes, size, curve))
                return true;
        }

        return false;
    }

    private static bool IsOnCurve(ReadOnlySpan<byte> coordinates, int size, ECCurve curve)
    {
        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = curve, Q = new() { X = coordinates[..size].ToArray(), Y = coordinates[size..].ToArray() } });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // Without exceptions, which take milliseconds: most secrets are no text.
    private static string? Utf16(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        if (bytes.Length % sizeof(char) != 0)
            return null;

        char[] units = new char[bytes.Length / sizeof(char)];
        for (int i = 0; i < units.Length; i++)
        {
            ReadOnlySpan<byte> unit = bytes[(sizeof(char) * i)..];
            units[i] = (char)(isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(unit) : BinaryPrimitives.ReadUInt16LittleEndian(unit));
        }

        return UnicodeText.IsValid(units) ? new(units) : null;
    }

    private static string? WithoutMark(string decoded)
    {
        string text = decoded.TrimStart('\uFEFF');
        foreach (char character in text)
        {
            if (char.IsControl(character) && !char.IsWhiteSpace(character) && character != '\0')
                return null;
        }

        return text;
    }
}
