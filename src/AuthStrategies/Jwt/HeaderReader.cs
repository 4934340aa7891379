using System.Text.Json;
using System.Text.Unicode;
using AuthStrategies.Json;

namespace AuthStrategies.Jwt;

/// <summary>Reads a header in one strict pass. Keys and addresses of keys in it (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, …) are skipped like any other member.</summary>
internal ref struct HeaderReader
{
    /// <summary>How many bytes a header may have: room for a certificate chain that nobody looks at.</summary>
    public const int MaxSize = 8 * 1024;

    private static readonly byte[][] Names = ["alg"u8.ToArray(), "typ"u8.ToArray(), "kid"u8.ToArray(), "cty"u8.ToArray(), "crit"u8.ToArray(), "b64"u8.ToArray(), "zip"u8.ToArray()];

    private readonly int _size;
    private readonly JwtPolicy _policy;
    private Utf8JsonReader _reader;
    private UniqueNames _otherNames;
    private uint _seen;
    private TokenHeader _header;

    private HeaderReader(ReadOnlySpan<byte> document, JwtPolicy policy)
    {
        _size = document.Length;
        _policy = policy;
        _reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
    }

    /// <summary>Reads a header.</summary>
    /// <returns>Whether it is one strict JSON object, and nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, JwtPolicy policy, out TokenHeader header)
    {
        header = default;
        if (!StrictJson.MayBeObject(document) || !Utf8.IsValid(document))
            return false;

        try
        {
            var reader = new HeaderReader(document, policy);
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

        if (!_policy.ChecksType)
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

        if (_header.Algorithm == HeaderMember.Other && _policy.FindAlgorithm(name) is { } allowed)
        {
            _header.Algorithm = HeaderMember.Expected;
            _header.AlgorithmUtf8 = allowed;
        }

        return true;
    }

    private bool TryReadType()
    {
        if (!TryReadText(out HeaderMember type, out ReadOnlySpan<byte> name))
            return false;

        bool isExpected = type == HeaderMember.Other && (!_policy.ChecksType || _policy.IsExpectedType(name));
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

    private bool TrySkip(out bool isThere)
    {
        isThere = true;
        return StrictJson.TrySkipValue(ref _reader);
    }
}
