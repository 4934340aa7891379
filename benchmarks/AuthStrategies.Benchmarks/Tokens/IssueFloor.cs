using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>
/// The least that issuing costs: the same payload written, base64url, the primitive and the string; all buffers reused, for one thread.
/// Bare, it knows the claims beforehand; otherwise it reads them from a principal, which is what it is given to issue for, and takes them for valid.
/// </summary>
internal sealed class IssueFloor
{
    private readonly IPrimitive _primitive;
    private readonly byte[] _header;
    private readonly byte[] _text = new byte[4096];
    private readonly byte[] _signature;
    private readonly byte[] _random = new byte[1024];
    private readonly ArrayBufferWriter<byte> _json = new(2048);
    private readonly Utf8JsonWriter _writer;
    private readonly List<(string Type, string Value)> _claims = [];
    private int _nextRandom = 1024;

    public IssueFloor(string algorithm, IPrimitive primitive)
    {
        _primitive = primitive;
        _signature = new byte[primitive.SignatureSize];
        _header = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"k1"}""")) + ".");
        _writer = new Utf8JsonWriter(_json, new JsonWriterOptions { SkipValidation = true });
    }

    public string IssueBare()
    {
        Start(TokenSample.Subject);
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
        return End();
    }

    public string Issue(ClaimsPrincipal principal)
    {
        string? subject = null;
        _claims.Clear();
        foreach (ClaimsIdentity identity in principal.Identities)
        {
            foreach (Claim claim in identity.Claims)
            {
                if (claim.Type == "sub")
                    subject = claim.Value;
                else
                    _claims.Add((claim.Type, claim.Value));
            }
        }

        Start(subject!);
        WriteClaims(CollectionsMarshal.AsSpan(_claims));
        return End();
    }

    /// <summary>Those of one type stand next to each other and become one array.</summary>
    private void WriteClaims(ReadOnlySpan<(string Type, string Value)> claims)
    {
        for (int i = 0, count; i < claims.Length; i += count)
        {
            for (count = 1; i + count < claims.Length && claims[i + count].Type == claims[i].Type;)
                count++;

            if (count == 1)
            {
                _writer.WriteString(claims[i].Type, claims[i].Value);
                continue;
            }

            _writer.WriteStartArray(claims[i].Type);
            foreach ((string _, string value) in claims.Slice(i, count))
                _writer.WriteStringValue(value);
            _writer.WriteEndArray();
        }
    }

    private string End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        _header.CopyTo(_text, 0);
        int input = _header.Length + Base64Url.EncodeToUtf8(_json.WrittenSpan, _text.AsSpan(_header.Length));
        _primitive.Sign(_text.AsSpan(0, input), _signature);
        _text[input] = (byte)'.';
        int length = input + 1 + Base64Url.EncodeToUtf8(_signature, _text.AsSpan(input + 1));
        return Encoding.ASCII.GetString(_text, 0, length);
    }

    private void Start(string subject)
    {
        _json.ResetWrittenCount();
        _writer.Reset();
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        _writer.WriteStartObject();
        _writer.WriteString("iss"u8, TokenSample.Issuer);
        _writer.WriteString("sub"u8, subject);
        _writer.WriteString("aud"u8, TokenSample.Audience);
        _writer.WriteNumber("iat"u8, now);
        _writer.WriteNumber("exp"u8, now + 3600);
        Span<byte> id = stackalloc byte[22];
        Base64Url.EncodeToUtf8(NextRandom(), id);
        _writer.WriteString("jti"u8, id);
        _writer.WriteNumber("auth_time"u8, now);
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
