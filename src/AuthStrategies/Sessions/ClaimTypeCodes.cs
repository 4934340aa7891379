using System.Collections.Frozen;

namespace AuthStrategies.Sessions;

/// <summary>
/// One-byte codes for common claim types. They are stored: never change or reuse a code. Older releases cannot read
/// a new code, so it needs a new version of the payload; until then the type is written as text.
/// </summary>
internal static class ClaimTypeCodes
{
    /// <summary>The type has no code and follows as text.</summary>
    public const int Text = 0;

    private static readonly string[] Types =
    [
        "", "name", "role", "email", "email_verified", "preferred_username", "given_name", "family_name",
        "middle_name", "nickname", "phone_number", "phone_number_verified", "gender", "birthdate", "website", "profile",
        "picture", "locale", "zoneinfo", "updated_at", "address", "scope", "client_id", "groups",
        "roles", "permissions", "amr", "acr", "azp", "tid", "oid", "org_id",
    ];

    private static readonly FrozenDictionary<string, int> Codes =
        Types.Skip(1).Select((type, i) => (type, code: i + 1)).ToFrozenDictionary(p => p.type, p => p.code, StringComparer.Ordinal);

    public static int CodeOf(string type) => Codes.GetValueOrDefault(type, Text);

    /// <param name="code">1 to 31.</param>
    public static string TypeOf(int code) => Types[code];
}
