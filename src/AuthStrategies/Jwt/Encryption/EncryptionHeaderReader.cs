using System.Text.Json;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>
/// Reads the header of an encrypted token. Other members are skipped, also those with keys, salts or iteration counts for
/// other algorithms (<c>epk</c>, <c>p2s</c>, <c>p2c</c>, …).
/// </summary>
internal static class EncryptionHeaderReader
{
    /// <summary>Reads a header.</summary>
    /// <returns>Whether it is one strict JSON object, and nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, out EncryptionHeader header)
    {
        header = default;
        if (!StrictJson.MayBeObject(document) || !StrictJson.IsStrict(document))
            return false;

        // IsStrict has shown that the document is valid and has no member twice.
        var reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ReadMember(ref reader, ref header);

        return true;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref EncryptionHeader header)
    {
        StrictJson.TryGetString(ref reader, out string name);
        reader.Read();
        switch (name)
        {
            case "alg": header.Algorithm = Compare(ref reader, "dir", StringComparison.Ordinal); break;
            case "enc": header.Encryption = Compare(ref reader, TokenEncryption.Algorithm, StringComparison.Ordinal); break;
            case "typ": header.Type = ReadText(ref reader, out _); break;
            case "cty": header.ContentType = Compare(ref reader, "JWT", StringComparison.OrdinalIgnoreCase); break;
            case "kid": header.KeyId = ReadText(ref reader, out header.KeyIdText); break;
            case "crit": header.HasCritical = true; break;
            case "b64": header.HasUnencodedPayload = true; break;
            case "zip": header.HasCompression = true; break;
        }

        reader.Skip();
    }

    private static HeaderMember Compare(ref Utf8JsonReader reader, string expected, StringComparison comparison)
    {
        HeaderMember member = ReadText(ref reader, out string? text);
        return member == HeaderMember.Other && string.Equals(text, expected, comparison) ? HeaderMember.Expected : member;
    }

    private static HeaderMember ReadText(ref Utf8JsonReader reader, out string? text)
    {
        text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is null ? HeaderMember.NotText : HeaderMember.Other;
    }
}
