using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.DPoP;

/// <summary>Reads the header of a proof in one strict pass. Unlike in a token, the key in it is used: it is the key that the client proves to have.</summary>
internal ref struct ProofHeaderReader : IObjectReader
{
    /// <summary>The type of a proof (RFC 9449 §4.2).</summary>
    public const string Type = "dpop+jwt";

    private static readonly TokenType ExpectedType = new(Type);

    private readonly ReadOnlySpan<byte> _document;
    private readonly TokenType _type;
    private Utf8JsonReader _reader;
    private UniqueNames _names;
    private ProofHeader _header;

    private ProofHeaderReader(ReadOnlySpan<byte> document, TokenType type)
    {
        _document = document;
        _type = type;
        _reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
    }

    /// <inheritdoc/>
    [UnscopedRef]
    public ref Utf8JsonReader Reader => ref _reader;

    /// <summary>Reads a header of a DPoP proof.</summary>
    /// <param name="document">The decoded header.</param>
    /// <param name="header">The members of the header.</param>
    /// <returns>Whether the header is one strict JSON object with nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, out ProofHeader header) => TryRead(document, ExpectedType, out header);

    /// <summary>Reads a header of a proof of some type.</summary>
    /// <param name="document">The decoded header.</param>
    /// <param name="type">The type that it must name.</param>
    /// <param name="header">The members of the header.</param>
    /// <returns>Whether the header is one strict JSON object with nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, TokenType type, out ProofHeader header)
    {
        var reader = new ProofHeaderReader(document, type);
        bool read = StrictObject.TryRead(document, ref reader);
        header = reader._header;
        return read;
    }

    /// <inheritdoc/>
    public bool TryReadMember() =>
        StrictJson.TryGetString(ref _reader, out string name) && _names.TryAdd(name) && _reader.Read() && TryReadValue(name);

    private bool TryReadValue(string name)
    {
        switch (name)
        {
            case "typ":
                return TryReadType();
            case "alg":
                return _reader.TokenType == JsonTokenType.String && StrictJson.TryGetString(ref _reader, out _header.Algorithm);
            case "jwk":
                return TryReadKey();
            case "crit" or "b64" or "zip":
                _header.HasExtension = true;
                return StrictJson.TrySkipValue(ref _reader);
            default:
                return StrictJson.TrySkipValue(ref _reader);
        }
    }

    private bool TryReadType()
    {
        if (_reader.TokenType != JsonTokenType.String || !StrictJson.TryGetUtf8(ref _reader, out ReadOnlySpan<byte> type))
            return false;

        _header.IsProof = _type.Matches(type);
        return true;
    }

    private bool TryReadKey()
    {
        int start = (int)_reader.TokenStartIndex;
        if (_reader.TokenType != JsonTokenType.StartObject || !StrictJson.TrySkipValue(ref _reader))
            return false;

        _header.Key = Encoding.UTF8.GetString(_document[start..(int)_reader.BytesConsumed]);
        return true;
    }
}
