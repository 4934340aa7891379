using System.Text;
using System.Text.Json;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>The names that are read without a new string, and what each means.</summary>
public sealed class PayloadNamesTests
{
    private static readonly string[] Claims =
    [
        "name", "role", "roles", "email", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "email_verified",
        "gender", "birthdate", "website", "profile", "picture", "locale", "zoneinfo", "phone_number", "phone_number_verified", "address",
        "updated_at", "azp", "acr", "amr", "scope", "scp", "client_id", "groups", "entitlements", "permissions", "tenant", "tenant_id", "tid", "oid",
        "org_id", "department",
    ];

    private static readonly Dictionary<string, PayloadMember> Registered = new()
    {
        ["iss"] = PayloadMember.Issuer,
        ["sub"] = PayloadMember.Subject,
        ["aud"] = PayloadMember.Audience,
        ["exp"] = PayloadMember.ExpiresAt,
        ["nbf"] = PayloadMember.NotBefore,
        ["iat"] = PayloadMember.IssuedAt,
        ["jti"] = PayloadMember.TokenId,
        ["sid"] = PayloadMember.SessionId,
        ["auth_time"] = PayloadMember.AuthenticatedAt,
        ["cnf"] = PayloadMember.Confirmation,
        ["nonce"] = PayloadMember.Other,
        ["at_hash"] = PayloadMember.Other,
        ["c_hash"] = PayloadMember.Other,
        ["s_hash"] = PayloadMember.Other,
        ["as_names"] = PayloadMember.Names,
        ["as_gen"] = PayloadMember.Generation,
    };

    private static IEnumerable<string> Names() => Claims.Concat(Registered.Keys);

    [TestCaseSource(nameof(Names))]
    [Property("Requirement", "T-04")]
    public void Name_Common_IsFoundInEverySpellingWithoutANewString(string name)
    {
        string escaped = $"\\u{(int)name[0]:x4}{name[1..]}";

        (PayloadNames.Entry? plain, string text) = Read(name);
        (PayloadNames.Entry? other, _) = Read(escaped);

        Assert.That(plain, Is.Not.Null.And.SameAs(other));
        Assert.That((plain!.Name, plain.Meaning), Is.EqualTo((name, Registered.GetValueOrDefault(name, PayloadMember.Claim))));
        Assert.That(text, Is.SameAs(plain.Name));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("Iss")]
    [TestCase("iss ")]
    [TestCase("isS")]
    [TestCase("tenant-id")]
    public void Name_Uncommon_IsReadAsItIs(string name)
    {
        (PayloadNames.Entry? common, string text) = Read(name);

        Assert.That((common, text), Is.EqualTo(((PayloadNames.Entry?)null, name)));
    }

    [Test]
    [Property("Requirement", "T-04")]
    public void Names_EachHasAnotherBit()
    {
        ulong[] bits = [.. Names().Select(name => Read(name).Common!.Bit)];

        Assert.That(bits, Is.Unique.And.All.Matches<ulong>(ulong.IsPow2));
    }

    private static (PayloadNames.Entry? Common, string Name) Read(string spelling)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes($$"""{"{{spelling}}":1}"""));
        reader.Read();
        reader.Read();

        Assert.That(PayloadNames.TryRead(ref reader, out PayloadNames.Entry? common, out string name), Is.True);
        return (common, name);
    }
}
