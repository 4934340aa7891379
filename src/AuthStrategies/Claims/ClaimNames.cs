using System.Collections.Frozen;
using System.Security.Claims;

namespace AuthStrategies.Claims;

/// <summary>The names of claims: short and long names, and the names of claims that belong to the protocol instead of the principal.</summary>
internal static class ClaimNames
{
    public const string Subject = "sub";
    public const string Name = "name";
    public const string Role = "role";

    /// <summary>The member of a token that says which claims went in under their long names: see <see cref="LoginNames"/>.</summary>
    public const string NamesMember = "as_names";

    /// <summary>The member of a token that says in which generation of its strategy it was issued.</summary>
    public const string GenerationMember = "as_gen";

    // One long name for each short one, so that both directions agree. The places are bits in tokens and records: never change them.
    private static readonly ClaimPair[] Pairs =
    [
        new(0, Subject, ClaimTypes.NameIdentifier),
        new(1, Name, ClaimTypes.Name),
        new(2, Role, ClaimTypes.Role),
        new(3, "email", ClaimTypes.Email),
        new(4, "given_name", ClaimTypes.GivenName),
        new(5, "family_name", ClaimTypes.Surname),
        new(6, "gender", ClaimTypes.Gender),
        new(7, "birthdate", ClaimTypes.DateOfBirth),
        new(8, "website", ClaimTypes.Webpage),
        new(9, "phone_number", ClaimTypes.MobilePhone),
    ];

    private static readonly FrozenDictionary<string, ClaimPair> OfLong = Pairs.ToFrozenDictionary(pair => pair.Long, StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, ClaimPair> OfShort = Pairs.ToFrozenDictionary(pair => pair.Short, StringComparer.Ordinal);

    // Look-ups in a principal ignore the case of types.
    private static readonly FrozenDictionary<string, ClaimPair> OfEither =
        Pairs.SelectMany(pair => new[] { (Name: pair.Short, Pair: pair), (Name: pair.Long, Pair: pair) }).ToFrozenDictionary(p => p.Name, p => p.Pair, StringComparer.OrdinalIgnoreCase);

    // ASP.NET Core Identity compares it to find out whether the password has changed: a secret of the server.
    private const string SecurityStamp = "AspNet.Identity.SecurityStamp";

    // Most names are shorter than every long one, and are not looked up.
    private static readonly int ShortestLong = Pairs.Min(pair => pair.Long.Length);

    public static string ToShort(string type) => type.Length < ShortestLong ? type : OfLong.GetValueOrDefault(type)?.Short ?? type;

    public static string ToLong(string type) => OfShort.GetValueOrDefault(type)?.Long ?? type;

    /// <summary>The pair of a short name, in its exact spelling.</summary>
    public static ClaimPair? PairOfShort(string type) => OfShort.GetValueOrDefault(type);

    /// <summary>The pair that a look-up for a type means, in upper or lower case; <see langword="null"/> if the type has one name only.</summary>
    public static ClaimPair? PairOf(string type) => OfEither.GetValueOrDefault(type);

    // Both names of the subject, in any case, and the names of IsProtocol.
    private static readonly FrozenSet<string> Reserved = new[]
    {
        Subject, ClaimTypes.NameIdentifier, "iss", "aud", "exp", "nbf", "iat", "jti", "sid", "auth_time", "cnf", "nonce", "at_hash", "c_hash", "s_hash", NamesMember,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A bit for the first letter and the length of each. A name without its bit is not looked up: hashing it costs more than the rest of reading a claim.
    private static readonly ulong ReservedMarks = Reserved.Aggregate(0UL, (marks, name) => marks | MarkOf(name));

    /// <summary>Whether the claim describes the token or the session. Such values are properties of the result, not claims of the principal.</summary>
    /// <remarks>RFC 7519 §4.1, RFC 7800 §3.1 and the values of an OpenID Connect ID token that describe the token, not the user.</remarks>
    public static bool IsProtocol(string type) => type
        is "iss" or "aud" or "exp" or "nbf" or "iat" or "jti" or "sid" or "auth_time"
        or "cnf" or "nonce" or "at_hash" or "c_hash" or "s_hash" or NamesMember or GenerationMember;

    /// <summary>
    /// Whether the claim describes the token, or would be taken for one that does or for the subject: look-ups in a principal ignore
    /// case, so "Sub" is found as "sub". Such a claim is left out. The exact name of the subject is not one of these.
    /// </summary>
    public static bool IsReserved(string type) => MayBeReserved(type) && type != Subject && Reserved.Contains(type);

    /// <summary>Whether the claim must never leave the server or be stored in a session.</summary>
    public static bool IsServerSecret(string type) => type == SecurityStamp;

    // Ignoring case never changes the length of a name, nor makes an ASCII letter of another character without the look-up.
    private static bool MayBeReserved(string type) => type.Length > 0 && (!char.IsAscii(type[0]) || (ReservedMarks & MarkOf(type)) != 0);

    private static ulong MarkOf(string type) => 1UL << (((type[0] | 0x20) + (8 * type.Length)) % 64);
}
