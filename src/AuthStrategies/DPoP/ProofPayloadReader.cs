using System.Text.Json;
using System.Text.Unicode;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.DPoP;

/// <summary>Reads the claims of a proof in one strict pass: each member once, each known one of its JSON type. Other members are skipped.</summary>
internal ref struct ProofPayloadReader
{
    private static readonly byte[][] Names = ["jti"u8.ToArray(), "htm"u8.ToArray(), "htu"u8.ToArray(), "iat"u8.ToArray(), "ath"u8.ToArray(), "nonce"u8.ToArray()];

    private readonly ReadOnlySpan<byte> _document;
    private Utf8JsonReader _reader;
    private UniqueNames _otherNames;
    private uint _seen;
    private ProofPayload _payload;

    private ProofPayloadReader(ReadOnlySpan<byte> document)
    {
        _document = document;
        _reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
    }

    /// <summary>Reads the claims.</summary>
    /// <param name="document">The decoded payload.</param>
    /// <param name="payload">The claims.</param>
    /// <returns>Whether the payload is one strict JSON object with nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, out ProofPayload payload)
    {
        payload = default;
        if (!StrictJson.MayBeObject(document) || !Utf8.IsValid(document))
            return false;

        try
        {
            var reader = new ProofPayloadReader(document);
            bool read = reader.TryReadObject();
            payload = reader._payload;
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

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadMember())
                return false;
        }

        return _reader.TokenType == JsonTokenType.EndObject && !_reader.Read() && _reader.BytesConsumed == _document.Length;
    }

    private bool TryReadMember()
    {
        if (!StrictJson.TryGetUtf8(ref _reader, out ReadOnlySpan<byte> name))
            return false;

        int member = IndexOf(name);
        return IsFirst(member) && _reader.Read() && member switch
        {
            0 => TryReadText(out _payload.Id),
            1 => TryReadText(out _payload.Method),
            2 => TryReadText(out _payload.Uri),
            3 => TryReadDate(),
            4 => TryReadText(out _payload.TokenHash),
            5 => TryReadText(out _payload.Nonce),
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

    private bool TryReadText(out string? text)
    {
        text = null;
        return _reader.TokenType == JsonTokenType.String && StrictJson.TryGetString(ref _reader, out text);
    }

    private bool TryReadDate()
    {
        bool read = NumericDate.TryRead(ref _reader, out long ticks);
        _payload.IssuedAt = ticks;
        return read;
    }
}
