using System.Text;
using System.Text.Json;
using AuthStrategies.Claims;
using AuthStrategies.Json;

namespace AuthStrategies.Jwt;

/// <summary>The member names that payloads usually have, so that reading one makes no string of them.</summary>
internal static class PayloadNames
{
    private const int PlaceCount = 128;

    private static readonly string[] Usual =
    [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "auth_time", "cnf", "nonce", "at_hash", "c_hash", "s_hash",
        "name", "role", "roles", "email", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
        "email_verified", "gender", "birthdate", "website", "profile", "picture", "locale", "zoneinfo", "phone_number",
        "phone_number_verified", "address", "updated_at", "azp", "acr", "amr", "scope", "scp", "client_id", "groups",
        "entitlements", "permissions", "tenant", "tenant_id", "tid", "oid", "org_id", "department",
    ];

    private static readonly Entry[] Entries = [.. Usual.Select((name, index) => new Entry(name, index))];

    // At most two in a place, and whatever is sent, no place ever holds more.
    private static readonly Entry[][] Places = [.. Enumerable.Range(0, PlaceCount).Select(place => Entries.Where(entry => PlaceOf(entry.Utf8) == place).ToArray())];

    /// <summary>Reads the member name the reader stands on, whatever its spelling.</summary>
    /// <param name="reader">Stands on a member name.</param>
    /// <param name="usual">The entry of a usual name, otherwise <see langword="null"/>.</param>
    /// <param name="name">The name.</param>
    /// <returns>Whether it is whole characters only.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out Entry? usual, out string name)
    {
        // An escaped spelling is the same name: "\u0065xp" is "exp".
        if (reader.ValueIsEscaped)
        {
            bool whole = StrictJson.TryGetString(ref reader, out name);
            usual = Find(Encoding.UTF8.GetBytes(name));
            return whole;
        }

        usual = Find(reader.ValueSpan);
        name = usual?.Name ?? Encoding.UTF8.GetString(reader.ValueSpan);
        return true;
    }

    private static Entry? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return null;

        foreach (Entry entry in Places[PlaceOf(utf8)])
        {
            if (utf8.SequenceEqual(entry.Utf8))
                return entry;
        }

        return null;
    }

    private static int PlaceOf(ReadOnlySpan<byte> utf8) => ((17 * utf8[0]) + (22 * utf8[^1]) + utf8.Length) % PlaceCount;

    private static PayloadMember MeaningOf(string name) => name switch
    {
        "iss" => PayloadMember.Issuer,
        ClaimNames.Subject => PayloadMember.Subject,
        "aud" => PayloadMember.Audience,
        "exp" => PayloadMember.ExpiresAt,
        "nbf" => PayloadMember.NotBefore,
        "iat" => PayloadMember.IssuedAt,
        "auth_time" => PayloadMember.AuthenticatedAt,
        "jti" => PayloadMember.TokenId,
        "sid" => PayloadMember.SessionId,
        _ => ClaimNames.IsProtocol(name) ? PayloadMember.Other : PayloadMember.Claim,
    };

    /// <summary>A usual name.</summary>
    internal sealed class Entry(string name, int index)
    {
        public string Name { get; } = name;

        public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(name);

        /// <summary>A bit of its own, by which a second appearance is noticed.</summary>
        public ulong Bit { get; } = 1UL << index;

        public PayloadMember Meaning { get; } = MeaningOf(name);
    }
}
