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

    // ASP.NET Core Identity compares it to find out whether the password has changed: a secret of the server.
    private const string SecurityStamp = "AspNet.Identity.SecurityStamp";

    public static string ToShort(string type) => PairOfLong(type)?.Short ?? type;

    public static string ToLong(string type) => PairOfShort(type)?.Long ?? type;

    // Switches, not tables: the first use of a frozen table takes 3 ms of the start of the application, and each further one part of that.
    /// <summary>The pair of a short name, in its exact spelling.</summary>
    public static ClaimPair? PairOfShort(string type) => type switch
    {
        Subject => Pairs[0],
        Name => Pairs[1],
        Role => Pairs[2],
        "email" => Pairs[3],
        "given_name" => Pairs[4],
        "family_name" => Pairs[5],
        "gender" => Pairs[6],
        "birthdate" => Pairs[7],
        "website" => Pairs[8],
        "phone_number" => Pairs[9],
        _ => null,
    };

    /// <summary>The pair that a look-up for a type means, in upper or lower case; <see langword="null"/> if the type has one name only.</summary>
    public static ClaimPair? PairOf(string type) => PairOfShort(type) ?? InAnyCase.Pairs.GetValueOrDefault(type);

    private static ClaimPair? PairOfLong(string type) => type switch
    {
        ClaimTypes.NameIdentifier => Pairs[0],
        ClaimTypes.Name => Pairs[1],
        ClaimTypes.Role => Pairs[2],
        ClaimTypes.Email => Pairs[3],
        ClaimTypes.GivenName => Pairs[4],
        ClaimTypes.Surname => Pairs[5],
        ClaimTypes.Gender => Pairs[6],
        ClaimTypes.DateOfBirth => Pairs[7],
        ClaimTypes.Webpage => Pairs[8],
        ClaimTypes.MobilePhone => Pairs[9],
        _ => null,
    };

    /// <summary>Whether the claim describes the token or the session. Such values are properties of the result, not claims of the principal.</summary>
    /// <remarks>RFC 7519 §4.1, RFC 7800 §3.1 and the values of an OpenID Connect ID token that describe the token, not the user.</remarks>
    public static bool IsProtocol(string type) => type
        is "iss" or "aud" or "exp" or "nbf" or "iat" or "jti" or "sid" or "auth_time"
        or "cnf" or "nonce" or "at_hash" or "c_hash" or "s_hash" or NamesMember or GenerationMember;

    /// <summary>
    /// Whether the claim describes the token, or would be taken for one that does or for the subject: look-ups in a principal ignore
    /// case, so "Sub" is found as "sub". Such a claim is left out. The exact name of the subject is not one of these.
    /// </summary>
    public static bool IsReserved(string type) => type != Subject && type.Length switch
    {
        3 => Is(type, Subject) || Is(type, "iss") || Is(type, "aud") || Is(type, "exp") || Is(type, "nbf") || Is(type, "iat") || Is(type, "jti") || Is(type, "sid") || Is(type, "cnf"),
        5 => Is(type, "nonce"),
        6 => Is(type, "c_hash") || Is(type, "s_hash"),
        7 => Is(type, "at_hash"),
        8 => Is(type, NamesMember),
        9 => Is(type, "auth_time"),
        _ => Is(type, ClaimTypes.NameIdentifier),
    };

    /// <summary>Whether the claim must never leave the server or be stored in a session.</summary>
    public static bool IsServerSecret(string type) => type == SecurityStamp;

    private static bool Is(string type, string name) => string.Equals(type, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Look-ups in a principal ignore the case of types. Made at the first look-up for another name than an exact short one.</summary>
    private static class InAnyCase
    {
        public static readonly FrozenDictionary<string, ClaimPair> Pairs =
            ClaimNames.Pairs.Concat(ClaimNames.Pairs).Select((pair, i) => KeyValuePair.Create(i < ClaimNames.Pairs.Length ? pair.Short : pair.Long, pair)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
