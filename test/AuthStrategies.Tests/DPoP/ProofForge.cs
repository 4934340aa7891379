using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Tests.Jwt;

namespace AuthStrategies.Tests.DPoP;

/// <summary>Makes DPoP proofs with any defect, by the platform's primitives. Starts from a good one.</summary>
public sealed record ProofForge
{
    public const string Method = "POST";
    public const string Uri = "https://api.example/notes";
    public const string Token = "the.access.token";
    public static readonly DateTimeOffset Now = TokenForge.Now;
    public static readonly long NowSeconds = Now.ToUnixTimeSeconds();

    public ForgeKey Key { get; init; } = ForgeKey.Of("ES256");

    public byte[] Header { get; init; } = [];

    public byte[] Payload { get; init; } = [];

    public static ProofForge Good => With("ES256");

    public static ProofForge With(string algorithm) => new()
    {
        Key = ForgeKey.Of(algorithm),
        Header = Utf8(HeaderOf(algorithm, JwkOf(ForgeKey.Of(algorithm)))),
        Payload = Utf8(ClaimsWith()),
    };

    /// <summary>A header given whole.</summary>
    public static ProofForge WithHeader(string header) => Good with { Header = Utf8(header) };

    /// <summary>A good header with another key in it, signed by the good key.</summary>
    public static ProofForge WithJwk(string jwk, string algorithm = "ES256") => With(algorithm) with { Header = Utf8(HeaderOf(algorithm, jwk)) };

    /// <summary>A payload of a good one's members, some of which say something else (JSON text) or are left out (null).</summary>
    public static ProofForge WithClaims(params (string Name, string? Json)[] changes) => Good with { Payload = Utf8(ClaimsWith(changes)) };

    /// <summary>A payload given whole.</summary>
    public static ProofForge WithPayload(string payload) => Good with { Payload = Utf8(payload) };

    public static string HeaderOf(string algorithm, string jwk) => $$"""{"typ":"dpop+jwt","alg":"{{algorithm}}","jwk":{{jwk}}}""";

    public static string ClaimsWith(params (string Name, string? Json)[] changes)
    {
        Dictionary<string, string?> members = new()
        {
            ["jti"] = "\"a1b2\"",
            ["htm"] = $"\"{Method}\"",
            ["htu"] = $"\"{Uri}\"",
            ["iat"] = $"{NowSeconds}",
            ["ath"] = $"\"{HashOf(Token)}\"",
        };
        foreach ((string name, string? json) in changes)
            members[name] = json;
        return "{" + string.Join(",", members.Where(m => m.Value is not null).Select(m => $"\"{m.Key}\":{m.Value}")) + "}";
    }

    /// <summary>The public key as a client sends it: only the members of RFC 7638.</summary>
    public static string JwkOf(ForgeKey key) => key.Ec is { } ec ? EcJwk(ec) : RsaJwk(ForgeKey.Rsa);

    public static string EcJwk(ECDsa key, bool withPrivate = false)
    {
        ECParameters parameters = key.ExportParameters(withPrivate);
        string curve = parameters.Q.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" };
        string secret = withPrivate ? $",\"d\":\"{Part(parameters.D!)}\"" : "";
        return $$"""{"kty":"EC","crv":"{{curve}}","x":"{{Part(parameters.Q.X)}}","y":"{{Part(parameters.Q.Y!)}}"{{secret}}}""";
    }

    public static string RsaJwk(RSA key, string more = "")
    {
        RSAParameters parameters = key.ExportParameters(false);
        return $$"""{"kty":"RSA","n":"{{Part(parameters.Modulus!)}}","e":"{{Part(parameters.Exponent!)}}"{{more}}}""";
    }

    /// <summary>The thumbprint of a key, written down from RFC 7638.</summary>
    public static string ThumbprintOf(ForgeKey key)
    {
        if (key.Ec is { } ec)
        {
            ECParameters parameters = ec.ExportParameters(false);
            string curve = parameters.Q.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" };
            return HashOf($$"""{"crv":"{{curve}}","kty":"EC","x":"{{Part(parameters.Q.X)}}","y":"{{Part(parameters.Q.Y!)}}"}""");
        }

        RSAParameters rsa = ForgeKey.Rsa.ExportParameters(false);
        return HashOf($$"""{"e":"{{Part(rsa.Exponent!)}}","kty":"RSA","n":"{{Part(rsa.Modulus!)}}"}""");
    }

    public static string HashOf(string text) => Part(SHA256.HashData(Utf8(text)));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Part(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public string SigningInput => $"{Part(Header)}.{Part(Payload)}";

    /// <summary>Signed by the key.</summary>
    public string Sign() => Seal(Key.Sign(SigningInput));

    /// <summary>With any bytes for a signature.</summary>
    public string Seal(byte[] signature) => $"{SigningInput}.{Part(signature)}";

    public override string ToString() => "a proof";
}
