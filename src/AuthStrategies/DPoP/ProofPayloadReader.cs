using System.Text.Json;
using System.Text.Unicode;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.DPoP;

/// <summary>Reads the claims of a proof in one strict pass: each member once, each known one of its JSON type. Other members are skipped.</summary>
internal ref struct ProofPayloadReader
{
    private readonly ReadOnlySpan<byte> _document;
    private Utf8JsonReader _reader;
    private UniqueNames _names;
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
            if (!StrictJson.TryGetString(ref _reader, out string name) || !_names.TryAdd(name) || !_reader.Read() || !TryReadMember(name))
                return false;
        }

        return _reader.TokenType == JsonTokenType.EndObject && !_reader.Read() && _reader.BytesConsumed == _document.Length;
    }

    private bool TryReadMember(string name) => name switch
    {
        "jti" => TryReadText(out _payload.Id),
        "htm" => TryReadText(out _payload.Method),
        "htu" => TryReadText(out _payload.Uri),
        "ath" => TryReadText(out _payload.TokenHash),
        "nonce" => TryReadText(out _payload.Nonce),
        "iat" => TryReadDate(),
        _ => StrictJson.TrySkipValue(ref _reader),
    };

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
