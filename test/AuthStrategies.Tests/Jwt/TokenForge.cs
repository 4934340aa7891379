using System.Buffers.Text;
using System.Text;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Makes tokens with any defect, correctly signed or not. Starts from a good one.</summary>
public sealed record TokenForge
{
    public const string Issuer = "https://issuer.test";
    public const string Audience = "api";
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly long NowSeconds = Now.ToUnixTimeSeconds();

    public ForgeKey Key { get; init; } = ForgeKey.Of("HS256");

    public byte[] Header { get; init; } = [];

    public byte[] Payload { get; init; } = [];

    public static TokenForge Good => With("HS256");

    public static string GoodClaims { get; } =
        $$"""
        "iss":"{{Issuer}}","sub":"alice","aud":"{{Audience}}","iat":{{NowSeconds}},"exp":{{NowSeconds + 600}},"jti":"a1b2"
        """;

    public static TokenForge With(string algorithm) => new()
    {
        Key = ForgeKey.Of(algorithm),
        Header = Utf8($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"key-{{algorithm}}"}"""),
        Payload = Utf8("{" + GoodClaims + "}"),
    };

    /// <summary>A header given whole.</summary>
    public static TokenForge WithHeader(string header) => Good with { Header = Utf8(header) };

    /// <summary>A header with members beside those of a good one.</summary>
    public static TokenForge WithHeaderMembers(string members) => WithHeader($$"""{"alg":"HS256","typ":"at+jwt","kid":"key-HS256",{{members}}}""");

    /// <summary>A payload given whole.</summary>
    public static TokenForge WithPayload(string payload) => Good with { Payload = Utf8(payload) };

    /// <summary>A payload with members beside those of a good one.</summary>
    public static TokenForge WithMembers(string members) => WithPayload("{" + GoodClaims + "," + members + "}");

    /// <summary>A payload of a good one's members, some of which say something else (JSON text) or are left out (null).</summary>
    public static TokenForge WithClaims(params (string Name, string? Json)[] changes)
    {
        Dictionary<string, string?> members = new()
        {
            ["iss"] = $"\"{Issuer}\"",
            ["sub"] = "\"alice\"",
            ["aud"] = $"\"{Audience}\"",
            ["iat"] = $"{NowSeconds}",
            ["exp"] = $"{NowSeconds + 600}",
            ["jti"] = "\"a1b2\"",
        };
        foreach ((string name, string? json) in changes)
            members[name] = json;
        return WithPayload("{" + string.Join(",", members.Where(m => m.Value is not null).Select(m => $"\"{m.Key}\":{m.Value}")) + "}");
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Part(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public string SigningInput => $"{Part(Header)}.{Part(Payload)}";

    /// <summary>Signed by the key.</summary>
    public string Sign() => Seal(Key.Sign(SigningInput));

    /// <summary>With any bytes for a signature.</summary>
    public string Seal(byte[] signature) => $"{SigningInput}.{Part(signature)}";

    public override string ToString() => "a token";
}
