using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AuthStrategies.Jwt.Keys;

/// <summary>The members of a JWK that form a public key, sorted by name as in RFC 7638. It cannot contain a private member.</summary>
internal sealed class PublicMembers
{
    private readonly (string Name, string Value)[] _members;

    private PublicMembers(params (string Name, string Value)[] members) => _members = members;

    /// <summary>The members of an RSA key; numbers in base64url.</summary>
    public static PublicMembers Rsa(string modulus, string exponent) => new(("e", exponent), ("kty", "RSA"), ("n", modulus));

    /// <summary>The members of an elliptic-curve key; coordinates in base64url.</summary>
    public static PublicMembers Ec(string curve, string x, string y) => new(("crv", curve), ("kty", "EC"), ("x", x), ("y", y));

    /// <summary>The input of a thumbprint (RFC 7638 §3): these members only, sorted, no white space.</summary>
    public byte[] CanonicalJson() => Write(static _ => { });

    /// <summary>The JWK to publish: these members, the purpose of the key, and its id.</summary>
    public string Jwk(string algorithm, string keyId) => Encoding.UTF8.GetString(Write(writer =>
    {
        writer.WriteString("use", "sig");
        writer.WriteString("alg", algorithm);
        writer.WriteString("kid", keyId);
    }));

    private byte[] Write(Action<Utf8JsonWriter> more)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in _members)
                writer.WriteString(name, value);

            more(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
