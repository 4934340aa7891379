using System.Text.Json;
using System.Text.Unicode;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>Reads a header in one strict pass. Keys and addresses of keys in it (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, …) are skipped like any other member.</summary>
internal ref struct HeaderReader
{
    /// <summary>The largest header in bytes. It has room for a certificate chain, which is ignored.</summary>
    public const int MaxSize = 8 * 1024;

    private static readonly byte[][] Names = ["alg"u8.ToArray(), "typ"u8.ToArray(), "kid"u8.ToArray(), "cty"u8.ToArray(), "crit"u8.ToArray(), "b64"u8.ToArray(), "zip"u8.ToArray()];

    private readonly int _size;
    private readonly CurrentKeys _keys;
    private readonly TokenType _type;
    private Utf8JsonReader _reader;
    private UniqueNames _otherNames;
    private uint _seen;
    private TokenHeader _header;

    private HeaderReader(ReadOnlySpan<byte> document, CurrentKeys keys, TokenType type)
    {
        _size = document.Length;
        _keys = keys;
        _type = type;
        _reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
    }

    /// <summary>Reads a header.</summary>
    /// <param name="document">The decoded header.</param>
    /// <param name="keys">Their algorithms are compared with <c>alg</c>.</param>
    /// <param name="type">The type that <c>typ</c> is compared with.</param>
    /// <param name="header">The members of the header.</param>
    /// <returns>Whether the header is one strict JSON object with nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, CurrentKeys keys, TokenType type, out TokenHeader header)
    {
        header = default;
        if (!StrictJson.MayBeObject(document) || !Utf8.IsValid(document))
            return false;

        try
        {
            var reader = new HeaderReader(document, keys, type);
            bool read = reader.TryReadObject();
            header = reader._header;
            return read;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryReadObject()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
            return false;

        if (!_type.IsRequired)
            _header.Type = HeaderMember.Expected;

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadMember())
                return false;
        }

        return _reader.TokenType == JsonTokenType.EndObject && !_reader.Read() && _reader.BytesConsumed == _size;
    }

    private bool TryReadMember()
    {
        if (!StrictJson.TryGetUtf8(ref _reader, out ReadOnlySpan<byte> name))
            return false;

        int member = IndexOf(name);
        return IsFirst(member) && _reader.Read() && member switch
        {
            0 => TryReadAlgorithm(),
            1 => TryReadType(),
            2 => TryReadText(out _header.KeyId, out _header.KeyIdUtf8),
            3 => TryReadText(out _header.ContentType, out _),
            4 => TrySkip(out _header.HasCritical),
            5 => TrySkip(out _header.HasUnencodedPayload),
            6 => TrySkip(out _header.HasCompression),
            _ => StrictJson.TrySkipValue(ref _reader),
        };
    }

    private static int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
                return i;
        }

        return -1;
    }

    private bool IsFirst(int member)
    {
        if (member < 0)
            return StrictJson.TryGetString(ref _reader, out string other) && _otherNames.TryAdd(other);

        uint bit = 1U << member;
        bool isFirst = (_seen & bit) == 0;
        _seen |= bit;
        return isFirst;
    }

    private bool TryReadAlgorithm()
    {
        if (!TryReadText(out _header.Algorithm, out ReadOnlySpan<byte> name))
            return false;

        if (_header.Algorithm == HeaderMember.Other && _keys.FindAlgorithm(name) is { } accepted)
        {
            _header.Algorithm = HeaderMember.Expected;
            _header.AlgorithmUtf8 = accepted;
        }

        return true;
    }

    private bool TryReadType()
    {
        if (!TryReadText(out HeaderMember type, out ReadOnlySpan<byte> name))
            return false;

        bool isExpected = type == HeaderMember.Other && (!_type.IsRequired || _type.Matches(name));
        _header.Type = isExpected ? HeaderMember.Expected : type;
        return true;
    }

    private bool TryReadText(out HeaderMember member, out ReadOnlySpan<byte> text)
    {
        text = default;
        member = HeaderMember.NotText;
        if (_reader.TokenType != JsonTokenType.String)
            return StrictJson.TrySkipValue(ref _reader);

        member = HeaderMember.Other;
        return StrictJson.TryGetUtf8(ref _reader, out text);
    }

    private bool TrySkip(out bool exists)
    {
        exists = true;
        return StrictJson.TrySkipValue(ref _reader);
    }
}
