using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AuthStrategies.Json;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.DPoP;

/// <summary>Reads the claims of a proof in one strict pass: each member once, each known one of its JSON type. Other members are skipped.</summary>
internal ref struct ProofPayloadReader : IObjectReader
{
    private static readonly byte[][] Names = ["jti"u8.ToArray(), "htm"u8.ToArray(), "htu"u8.ToArray(), "iat"u8.ToArray(), "ath"u8.ToArray(), "nonce"u8.ToArray()];

    private Utf8JsonReader _reader;
    private KnownMembers _members;
    private ProofPayload _payload;

    private ProofPayloadReader(ReadOnlySpan<byte> document) =>
        _reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());

    /// <inheritdoc/>
    [UnscopedRef]
    public ref Utf8JsonReader Reader => ref _reader;

    /// <summary>Reads the claims.</summary>
    /// <param name="document">The decoded payload.</param>
    /// <param name="payload">The claims.</param>
    /// <returns>Whether the payload is one strict JSON object with nothing after it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> document, out ProofPayload payload)
    {
        var reader = new ProofPayloadReader(document);
        bool read = StrictObject.TryRead(document, ref reader);
        payload = reader._payload;
        return read;
    }

    /// <inheritdoc/>
    public bool TryReadMember() => _members.TryReadName(ref _reader, Names, out int member) && member switch
    {
        0 => TryReadText(out _payload.Id),
        1 => TryReadText(out _payload.Method),
        2 => TryReadText(out _payload.Uri),
        3 => TryReadDate(),
        4 => TryReadText(out _payload.TokenHash),
        5 => TryReadText(out _payload.Nonce),
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
