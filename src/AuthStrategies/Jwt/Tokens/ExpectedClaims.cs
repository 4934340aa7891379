using System.Text;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>The issuer and the audiences that are accepted, as bytes to compare a payload with. Immutable.</summary>
internal sealed class ExpectedClaims(string issuer, IEnumerable<string> audiences)
{
    public byte[] IssuerUtf8 { get; } = Encoding.UTF8.GetBytes(issuer);

    public byte[][] AudiencesUtf8 { get; } = [.. audiences.Select(Encoding.UTF8.GetBytes)];
}
