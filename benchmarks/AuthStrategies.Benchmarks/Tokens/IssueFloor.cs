using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>The least that issuing costs: the same payload written, base64url, the primitive and the string; all buffers reused, for one thread.</summary>
internal sealed class IssueFloor
{
    private readonly IPrimitive _primitive;
    private readonly byte[] _header;
    private readonly byte[] _text = new byte[4096];
    private readonly byte[] _signature;
    private readonly byte[] _random = new byte[1024];
    private readonly ArrayBufferWriter<byte> _json = new(2048);
    private readonly Utf8JsonWriter _writer;
    private int _nextRandom = 1024;

    public IssueFloor(string algorithm, IPrimitive primitive)
    {
        _primitive = primitive;
        _signature = new byte[primitive.SignatureSize];
        _header = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"k1"}""")) + ".");
        _writer = new Utf8JsonWriter(_json, new JsonWriterOptions { SkipValidation = true });
    }

    public string Issue()
    {
        ReadOnlySpan<byte> payload = Payload();
        _header.CopyTo(_text, 0);
        int input = _header.Length + Base64Url.EncodeToUtf8(payload, _text.AsSpan(_header.Length));
        _primitive.Sign(_text.AsSpan(0, input), _signature);
        _text[input] = (byte)'.';
        int length = input + 1 + Base64Url.EncodeToUtf8(_signature, _text.AsSpan(input + 1));
        return Encoding.ASCII.GetString(_text, 0, length);
    }

    private ReadOnlySpan<byte> Payload()
    {
        _json.ResetWrittenCount();
        _writer.Reset();
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        _writer.WriteStartObject();
        _writer.WriteString("iss"u8, TokenSample.Issuer);
        _writer.WriteString("sub"u8, TokenSample.Subject);
        _writer.WriteString("aud"u8, TokenSample.Audience);
        _writer.WriteNumber("iat"u8, now);
        _writer.WriteNumber("exp"u8, now + 3600);
        Span<byte> id = stackalloc byte[22];
        Base64Url.EncodeToUtf8(NextRandom(), id);
        _writer.WriteString("jti"u8, id);
        _writer.WriteNumber("auth_time"u8, now);
        _writer.WriteString("name"u8, "Alice Adams");
        _writer.WriteString("email"u8, "alice@example.org");
        _writer.WriteStartArray("role"u8);
        _writer.WriteStringValue("reader");
        _writer.WriteStringValue("writer");
        _writer.WriteStringValue("editor");
        _writer.WriteEndArray();
        _writer.WriteString("tenant"u8, "t-42");
        _writer.WriteString("scope"u8, "api");
        _writer.WriteString("locale"u8, "en");
        _writer.WriteEndObject();
        _writer.Flush();
        return _json.WrittenSpan;
    }

    private ReadOnlySpan<byte> NextRandom()
    {
        if (_nextRandom == _random.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _nextRandom = 0;
        }

        _nextRandom += 16;
        return _random.AsSpan(_nextRandom - 16, 16);
    }
}
