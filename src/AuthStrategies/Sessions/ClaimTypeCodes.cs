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

    // A switch, not a table: making a table takes 4 ms of the first answer of a process.
    public static int CodeOf(string type) => type switch
    {
        "name" => 1,
        "role" => 2,
        "email" => 3,
        "email_verified" => 4,
        "preferred_username" => 5,
        "given_name" => 6,
        "family_name" => 7,
        "middle_name" => 8,
        "nickname" => 9,
        "phone_number" => 10,
        "phone_number_verified" => 11,
        "gender" => 12,
        "birthdate" => 13,
        "website" => 14,
        "profile" => 15,
        "picture" => 16,
        "locale" => 17,
        "zoneinfo" => 18,
        "updated_at" => 19,
        "address" => 20,
        "scope" => 21,
        "client_id" => 22,
        "groups" => 23,
        "roles" => 24,
        "permissions" => 25,
        "amr" => 26,
        "acr" => 27,
        "azp" => 28,
        "tid" => 29,
        "oid" => 30,
        "org_id" => 31,
        _ => Text,
    };

    /// <param name="code">1 to 31.</param>
    public static string TypeOf(int code) => Types[code];
}
