using System.Collections.Immutable;
using System.Text;
using AuthStrategies.Claims;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>The issuers and the audiences that are accepted, as bytes to compare a payload with, and the names of required claims. Immutable.</summary>
internal sealed class ExpectedClaims(IEnumerable<string> issuers, IEnumerable<string> audiences, ImmutableArray<string> required)
{
    /// <summary>The first one is the issuer of the tokens that the strategy issues.</summary>
    public byte[][] IssuersUtf8 { get; } = [.. issuers.Select(Encoding.UTF8.GetBytes)];

    public byte[][] AudiencesUtf8 { get; } = [.. audiences.Select(Encoding.UTF8.GetBytes)];

    /// <summary>At most 64 names: each is a bit of <see cref="TokenPayload.RequiredClaims"/>.</summary>
    public ImmutableArray<string> Required { get; } = required;

    /// <summary>The place of a member among the required names, which are short; the member may have the long name. Negative for another member.</summary>
    public int IndexOfRequired(string member) => Required.IndexOf(ClaimNames.ToShort(member));
}
