using System.Buffers;
using System.Security.Cryptography;

namespace AuthStrategies.Sessions;

/// <summary>The binary form of items before encryption: <c>version 1 │ number │ { name │ 0 or 1, value }</c>.</summary>
internal static class ItemsCodec
{
    private const byte Version = 1;
    private const int NoValue = 0;
    private const int HasValue = 1;

    public static byte[] Encode(IReadOnlyDictionary<string, string?> items)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new PayloadWriter(output);
        writer.Byte(Version);
        writer.Varint((ulong)items.Count);
        foreach ((string name, string? value) in items)
        {
            writer.Text(name);
            writer.Byte(value is null ? NoValue : HasValue);
            if (value is not null)
                writer.Text(value);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The items, or <see langword="null"/> if the text has another form.</summary>
    public static Dictionary<string, string?>? Decode(byte[] text)
    {
        var reader = new PayloadReader(text);
        if (reader.Byte() != Version)
            return null;

        ulong count = reader.Varint();
        // An item has at least two bytes: a count without them must not reserve memory.
        if (count > (ulong)reader.Rest.Length / 2)
            return null;

        Dictionary<string, string?> items = new((int)count, StringComparer.Ordinal);
        for (ulong i = 0; i < count; i++)
        {
            string name = reader.Text();
            int kind = reader.Byte();
            string? value = kind == HasValue ? reader.Text() : null;
            if (kind > HasValue || !items.TryAdd(name, value))
                return null;
        }

        return reader.Failed || !reader.Rest.IsEmpty ? null : items;
    }

    /// <summary>The items of an encrypted field.</summary>
    /// <returns>The items; <see langword="null"/> if they were damaged, or belong to another token, session or strategy.</returns>
    public static Dictionary<string, string?>? TryDecrypt(ReadOnlySpan<byte> encrypted, in OpaqueToken token, string strategy)
    {
        return ItemsCipher.TryDecrypt(encrypted, token, strategy) is { } text ? Take(text) : null;
    }

    /// <summary>Decodes decrypted items, and clears their bytes.</summary>
    public static Dictionary<string, string?>? Take(byte[] text)
    {
        Dictionary<string, string?>? items = Decode(text);
        CryptographicOperations.ZeroMemory(text);
        return items;
    }

    /// <summary>The encrypted field of items; empty for none.</summary>
    public static byte[] Encrypt(IReadOnlyDictionary<string, string?> items, in OpaqueToken token, string strategy)
    {
        if (items.Count == 0)
            return [];

        return Encrypt(Encode(items), token, strategy);
    }

    /// <summary>Encrypts the bytes of items, and clears them.</summary>
    public static byte[] Encrypt(byte[] text, in OpaqueToken token, string strategy)
    {
        byte[] encrypted = ItemsCipher.Encrypt(text, token, strategy);
        CryptographicOperations.ZeroMemory(text);
        return encrypted;
    }
}
