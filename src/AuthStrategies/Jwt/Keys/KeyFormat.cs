using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Detects another kind of key where a secret is expected: a protection against mistakes, not against attacks.</summary>
internal static class KeyFormat
{
    private const string PemMark = "-----BEGIN";
    private const string JwkMark = "\"kty\"";
    private const byte DerSequence = 0x30;

    // Searched in the whole text, because white space or a byte order mark may come first.
    public static bool IsPem(string text) => text.Contains(PemMark, StringComparison.Ordinal);

    public static bool IsPem(ReadOnlySpan<byte> bytes) => Holds(bytes, PemMark);

    public static bool IsJwk(string text) => text.Contains(JwkMark, StringComparison.Ordinal);

    public static bool IsJwk(ReadOnlySpan<byte> bytes) => Holds(bytes, JwkMark);

    /// <summary>
    /// Whether the bytes are the decoded content of a PEM text. They must be
    /// completely readable as a key, so that no random secret is mistaken for one.
    /// </summary>
    public static bool IsEncodedKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != DerSequence)
            return false;

        byte[] der = bytes.ToArray();
        using AsymmetricAlgorithm? key = PemKeys.KeyLabels.Select(label => PemKeys.TryRead(label, der)).FirstOrDefault(found => found is not null);
        CryptographicOperations.ZeroMemory(der);
        return key is not null;
    }

    private static bool Holds(ReadOnlySpan<byte> bytes, string mark) =>
        bytes.IndexOf(Encoding.ASCII.GetBytes(mark)) >= 0 || bytes.IndexOf(Encoding.Unicode.GetBytes(mark)) >= 0;
}
