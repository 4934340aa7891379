using System.Collections.Frozen;
using System.Security.Claims;

namespace AuthStrategies.Claims;

/// <summary>The names of claims: short and long names, and the names of claims that belong to the protocol instead of the principal.</summary>
internal static class ClaimNames
{
    public const string Subject = "sub";
    public const string Name = "name";
    public const string Role = "role";

    // One long name for each short one, so that both directions agree.
    private static readonly (string Short, string Long)[] Pairs =
    [
        (Subject, ClaimTypes.NameIdentifier),
        (Name, ClaimTypes.Name),
        (Role, ClaimTypes.Role),
        ("email", ClaimTypes.Email),
        ("given_name", ClaimTypes.GivenName),
        ("family_name", ClaimTypes.Surname),
        ("gender", ClaimTypes.Gender),
        ("birthdate", ClaimTypes.DateOfBirth),
        ("website", ClaimTypes.Webpage),
        ("phone_number", ClaimTypes.MobilePhone),
    ];

    private static readonly FrozenDictionary<string, string> ShortOf = Pairs.ToFrozenDictionary(p => p.Long, p => p.Short, StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, string> LongOf = Pairs.ToFrozenDictionary(p => p.Short, p => p.Long, StringComparer.Ordinal);

    // ASP.NET Core Identity compares it to find out whether the password has changed: a secret of the server.
    private const string SecurityStamp = "AspNet.Identity.SecurityStamp";

    public static string ToShort(string type) => ShortOf.GetValueOrDefault(type, type);

    public static string ToLong(string type) => LongOf.GetValueOrDefault(type, type);

    /// <summary>Whether the claim describes the token or the session. Such values are properties of the result, not claims of the principal.</summary>
    /// <remarks>RFC 7519 §4.1, RFC 7800 §3.1 and the values of an OpenID Connect ID token that describe the token, not the user.</remarks>
    public static bool IsProtocol(string type) => type
        is "iss" or "aud" or "exp" or "nbf" or "iat" or "jti" or "sid" or "auth_time"
        or "cnf" or "nonce" or "at_hash" or "c_hash" or "s_hash";

    /// <summary>Whether the claim must never leave the server or be stored in a session.</summary>
    public static bool IsServerSecret(string type) => type == SecurityStamp;
}
