using System.Text;
using System.Text.Json;
using AuthStrategies.Claims;
using AuthStrategies.Json;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>The common member names of payloads, so that reading one of them creates no string.</summary>
internal static class PayloadNames
{
    private const int BucketCount = 128;

    private static readonly string[] Common =
    [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "auth_time", "cnf", "nonce", "at_hash", "c_hash", "s_hash",
        "name", "role", "roles", "email", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
        "email_verified", "gender", "birthdate", "website", "profile", "picture", "locale", "zoneinfo", "phone_number",
        "phone_number_verified", "address", "updated_at", "azp", "acr", "amr", "scope", "scp", "client_id", "groups",
        "entitlements", "permissions", "tenant", "tenant_id", "tid", "oid", "org_id", "department", ClaimNames.NamesMember, ClaimNames.GenerationMember,
    ];

    // At most two names in a bucket. The table never grows, so a payload cannot make it slow.
    private static readonly Entry[][] Buckets = Fill();

    /// <summary>Reads a member name in any spelling.</summary>
    /// <param name="reader">Is positioned on a member name.</param>
    /// <param name="common">The entry of a common name, or <see langword="null"/>.</param>
    /// <param name="name">The name.</param>
    /// <returns>Whether the name is valid Unicode.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out Entry? common, out string name)
    {
        // An escaped spelling is the same name: "\u0065xp" is "exp".
        if (reader.ValueIsEscaped)
        {
            bool isValid = StrictJson.TryGetString(ref reader, out name);
            common = Find(Encoding.UTF8.GetBytes(name));
            return isValid;
        }

        common = Find(reader.ValueSpan);
        name = common?.Name ?? Encoding.UTF8.GetString(reader.ValueSpan);
        return true;
    }

    private static Entry? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return null;

        foreach (Entry entry in Buckets[BucketOf(utf8)])
        {
            if (utf8.SequenceEqual(entry.Utf8))
                return entry;
        }

        return null;
    }

    private static Entry[][] Fill()
    {
        Entry[][] buckets = new Entry[BucketCount][];
        Array.Fill(buckets, []);
        for (int i = 0; i < Common.Length; i++)
        {
            Entry entry = new(Common[i], i);
            ref Entry[] bucket = ref buckets[BucketOf(entry.Utf8)];
            bucket = [.. bucket, entry];
        }

        return buckets;
    }

    private static int BucketOf(ReadOnlySpan<byte> utf8) => ((17 * utf8[0]) + (22 * utf8[^1]) + utf8.Length) % BucketCount;

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
        "cnf" => PayloadMember.Confirmation,
        ClaimNames.NamesMember => PayloadMember.Names,
        ClaimNames.GenerationMember => PayloadMember.Generation,
        _ => ClaimNames.IsProtocol(name) ? PayloadMember.Other : PayloadMember.Claim,
    };

    /// <summary>A common name.</summary>
    internal sealed class Entry(string name, int index)
    {
        public string Name { get; } = name;

        public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(name);

        /// <summary>The bit by which a second member of this name is detected.</summary>
        public ulong Bit { get; } = 1UL << index;

        public PayloadMember Meaning { get; } = MeaningOf(name);
    }
}
