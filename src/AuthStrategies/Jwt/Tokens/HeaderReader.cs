using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>Reads a header in one strict pass. Keys and addresses of keys in it (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, …) are skipped like any other member.</summary>
internal ref struct HeaderReader : IObjectReader
{
    /// <summary>The largest header in bytes. It has room for a certificate chain, which is ignored.</summary>
    public const int MaxSize = 8 * 1024;

    private static readonly byte[][] Names = ["alg"u8.ToArray(), "typ"u8.ToArray(), "kid"u8.ToArray(), "cty"u8.ToArray(), "crit"u8.ToArray(), "b64"u8.ToArray(), "zip"u8.ToArray()];

    private readonly CurrentKeys _keys;
    private readonly TokenType _type;
    private Utf8JsonReader _reader;
    private KnownMembers _members;
    private TokenHeader _header;

    private HeaderReader(ReadOnlySpan<byte> document, CurrentKeys keys, TokenType type)
    {
        _keys = keys;
        _type = type;
        _reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
        if (!type.IsRequired)
            _header.Type = HeaderMember.Expected;
    }

    /// <inheritdoc/>
    [UnscopedRef]
    public ref Utf8JsonReader Reader => ref _reader;

    /// <summary>Reads a header.</summary>
    /// <param name="document">The decoded header.</param>
    /// <param name="keys">Their algorithms are compared with <c>alg</c>.</param>
    /// <param name="type">The type that <c>typ</c> is compared with.</param>
    /// <param name="header">The members of the header.</param>
    /// <returns>Whether the header is one strict JSON object with nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, CurrentKeys keys, TokenType type, out TokenHeader header)
    {
        var reader = new HeaderReader(document, keys, type);
        bool read = StrictObject.TryRead(document, ref reader);
        header = reader._header;
        return read;
    }

    /// <inheritdoc/>
    public bool TryReadMember() => _members.TryReadName(ref _reader, Names, out int member) && member switch
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
