using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AuthStrategies.Claims;
using AuthStrategies.Json;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>Reads a payload in one strict pass: each member once, each registered member of the JSON type of RFC 7519 §4.1.</summary>
internal ref struct TokenPayloadReader : IObjectReader
{
    private readonly ReadOnlySpan<byte> _document;
    private readonly ExpectedClaims _expected;
    private readonly List<ClaimEntry> _claims;
    private Utf8JsonReader _reader;
    private TokenPayload _payload;
    private UniqueNames _names;
    private ulong _commonNames;

    private TokenPayloadReader(ReadOnlySpan<byte> document, ExpectedClaims expected, List<ClaimEntry> claims)
    {
        _document = document;
        _expected = expected;
        _claims = claims;
        _reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
    }

    /// <inheritdoc/>
    [UnscopedRef]
    public ref Utf8JsonReader Reader => ref _reader;

    /// <summary>Reads a payload.</summary>
    /// <param name="document">The decoded payload.</param>
    /// <param name="expected">The issuer and audiences to compare with, so that no string is created for them.</param>
    /// <param name="claims">Receives each member that is a claim of the principal; claims of one type are adjacent.</param>
    /// <param name="payload">The registered claims.</param>
    /// <returns>Whether the payload is one strict JSON object with nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, ExpectedClaims expected, List<ClaimEntry> claims, out TokenPayload payload)
    {
        var reader = new TokenPayloadReader(document, expected, claims);
        bool read = StrictObject.TryRead(document, ref reader);
        payload = reader._payload;
        return read;
    }

    /// <inheritdoc/>
    public bool TryReadMember()
    {
        if (!PayloadNames.TryRead(ref _reader, out PayloadNames.Entry? common, out string name) || !IsFirst(common, name))
            return false;

        if (!_reader.Read())
            return false;

        NoteRequired(name);
        return TryReadValue(common?.Meaning ?? (ClaimNames.IsReserved(name) ? PayloadMember.Other : PayloadMember.Claim), name);
    }

    private bool IsFirst(PayloadNames.Entry? common, string name)
    {
        if (common is null)
            return _names.TryAdd(name);

        bool isFirst = (_commonNames & common.Bit) == 0;
        _commonNames |= common.Bit;
        return isFirst;
    }

    private void NoteRequired(string name)
    {
        int index = _expected.Required.IsEmpty ? -1 : _expected.IndexOfRequired(name);
        if (index >= 0 && HasValue(_reader))
            _payload.RequiredClaims |= 1UL << index;
    }

    // An array is several claims, and null is no claim. The copy of the reader leaves the position where it is.
    private static bool HasValue(Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.StartArray)
            return value.TokenType != JsonTokenType.Null;

        bool isNull;
        do
            isNull = value.Read() && value.TokenType == JsonTokenType.Null;
        while (isNull);
        return value.TokenType != JsonTokenType.EndArray;
    }

    private bool TryReadValue(PayloadMember member, string name) => member switch
    {
        PayloadMember.Issuer => TryReadIssuer(),
        PayloadMember.Subject => TryReadText(out _payload.Subject),
        PayloadMember.Audience => TryReadAudience(),
        PayloadMember.ExpiresAt => TryReadDate(out _payload.ExpiresAt),
        PayloadMember.NotBefore => TryReadDate(out _payload.NotBefore),
        PayloadMember.IssuedAt => TryReadDate(out _payload.IssuedAt),
        PayloadMember.AuthenticatedAt => TryReadDate(out _payload.AuthenticatedAt),
        PayloadMember.TokenId => TryReadText(out _payload.TokenId),
        PayloadMember.SessionId => TryReadSessionId(),
        PayloadMember.Names => TryReadNames(),
        PayloadMember.Generation => TryReadGeneration(),
        PayloadMember.Confirmation => TryReadConfirmation(),
        PayloadMember.Other => StrictJson.TrySkipValue(ref _reader),
        _ => ClaimJson.TryRead(ref _reader, _document, name, _claims),
    };

    private bool TryReadIssuer()
    {
        if (!IsText())
            return false;

        _payload.HasIssuer = true;
        foreach (byte[] issuer in _expected.IssuersUtf8)
            _payload.IsIssuerExpected |= _reader.ValueTextEquals(issuer);
        _payload.IsOwnIssuer = _payload.IsIssuerExpected && _reader.ValueTextEquals(_expected.IssuersUtf8[0]);

        return true;
    }

    private bool TryReadAudience()
    {
        _payload.HasAudience = true;
        if (_reader.TokenType != JsonTokenType.StartArray)
            return TryReadOneAudience();

        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryReadOneAudience())
                return false;
        }

        return _reader.TokenType == JsonTokenType.EndArray;
    }

    private bool TryReadOneAudience()
    {
        if (!IsText())
            return false;

        foreach (byte[] audience in _expected.AudiencesUtf8)
            _payload.IsAudienceExpected |= _reader.ValueTextEquals(audience);

        return true;
    }

    private bool TryReadDate(out long? utcTicks)
    {
        bool read = NumericDate.TryRead(ref _reader, out long ticks);
        utcTicks = ticks;
        return read;
    }

    private bool TryReadSessionId()
    {
        if (!TryReadText(out string? text))
            return false;

        // Another issuer's sid may have any format. It is not the id of a session here.
        if (SessionId.TryParse(text, out SessionId id))
            _payload.SessionId = id;

        return true;
    }

    private bool TryReadNames()
    {
        Utf8JsonReader value = _reader;
        if (!StrictJson.TrySkipValue(ref _reader))
            return false;

        _payload.Names = WrittenNamesJson.Read(ref value);
        return true;
    }

    // Another issuer may use the member for something else. It is not the generation of a strategy here.
    private bool TryReadGeneration()
    {
        if (_reader.TokenType != JsonTokenType.String)
            return StrictJson.TrySkipValue(ref _reader);
        if (!TryReadText(out string? text))
            return false;

        if (Generation.TryParse(text!, out Generation generation))
            _payload.Generation = generation;
        return true;
    }

    // Other methods of confirmation (RFC 7800) are not checked here. A binding that cannot be read must not count as none.
    private bool TryReadConfirmation()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            return false;

        UniqueNames members = default;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!StrictJson.TryGetString(ref _reader, out string name) || !members.TryAdd(name) || !_reader.Read())
                return false;
            if (name == "jkt" ? !TryReadText(out _payload.KeyThumbprint) : !StrictJson.TrySkipValue(ref _reader))
                return false;
        }

        return _reader.TokenType == JsonTokenType.EndObject;
    }

    private bool TryReadText(out string? text)
    {
        text = null;
        return _reader.TokenType == JsonTokenType.String && StrictJson.TryGetString(ref _reader, out text);
    }

    // ValueTextEquals returns early for a text of another length, without validating its escapes, so they are validated here.
    private bool IsText() =>
        _reader.TokenType == JsonTokenType.String && (!_reader.ValueIsEscaped || StrictJson.TryGetString(ref _reader, out _));
}
