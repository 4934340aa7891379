using System.Security.Claims;
using AuthStrategies.Claims;

namespace AuthStrategies.Tests.Claims;

[TestFixture]
public sealed class PrincipalReaderTests
{
    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("Empty", new ClaimsPrincipal(), "authentication type");
        yield return Case("NotAuthenticated", new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "a")])), "authentication type");
        yield return Case("NoSubject", Principal(new Claim("name", "a")), "new Claim(\"sub\", userId)");
        yield return Case("EmptySubject", Principal(new Claim("sub", "")), "new Claim(\"sub\", userId)");
        yield return Case("TwoSubjectsInOneIdentity", Principal(new Claim("sub", "a"), new Claim(ClaimTypes.NameIdentifier, "b")), "several subjects");
        yield return Case("SubjectsDifferInCase", Principal(new Claim("sub", "a"), new Claim("sub", "A")), "several subjects");
        yield return Case("SubjectTooLong", Principal(new Claim("sub", new string('a', 256))), "255");
        yield return Case("SubjectOfASystemRecord", Principal(new Claim("sub", SessionRecord.SystemSubjectPrefix + "generation")), "authstrategies:");
        yield return Case("SubjectNotUnicode", Principal(new Claim("sub", "a\ud800")), "Unicode");
        yield return Case("ClaimNotUnicode", Principal(new Claim("sub", "a"), new Claim("x", "\udc00")), "Unicode");
        yield return Case("TypeNotUnicode", Principal(new Claim("sub", "a"), new Claim("\udc00", "x")), "Unicode");
        yield return Case("TooManyClaims", Principal([new Claim("sub", "a"), .. Enumerable.Range(0, 1001).Select(i => new Claim("c" + i, "v"))]), "1000");
        yield return Case(
            "TwoAuthenticatedIdentitiesOfDifferentSubjects",
            new ClaimsPrincipal([new ClaimsIdentity([new Claim("sub", "a")], "x"), new ClaimsIdentity([new Claim("sub", "b")], "y")]),
            "several subjects");

        static TestCaseData Case(string name, ClaimsPrincipal principal, string message) =>
            new TestCaseData(principal, message).SetName($"Read_{name}_SaysWhatToDo");
    }

    [TestCaseSource(nameof(Refused))]
    public void Read_NotIssuable_SaysWhatToDo(ClaimsPrincipal principal, string message)
    {
        Assert.That(
            () => PrincipalReader.Read(principal, out _),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("principal").And.Message.Contains(message));
    }

    [Test]
    public void Read_UnauthenticatedIdentityBesideAnAuthenticatedOne_IsNotRead()
    {
        ClaimsPrincipal principal = new([new ClaimsIdentity([new Claim("sub", "a")], "x"), new ClaimsIdentity([new Claim("role", "admin"), new Claim("sub", "b")])]);

        ClaimSet set = PrincipalReader.Read(principal, out _);

        Assert.That(set.Subject, Is.EqualTo("a"));
        Assert.That(set.Entries.ToArray(), Is.Empty);
    }

    [Test]
    [Property("Requirement", "C-11")]
    public void Read_ProtocolClaims_AreLeftOutAndNamed()
    {
        ClaimsPrincipal principal = Principal(new("sub", "a"), new("iss", "evil"), new("exp", "9999999999"), new("sid", "x"), new("nonce", "n"), new("exp", "1"), new("name", "n"));

        ClaimSet set = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);

        Assert.That(set.Entries.ToArray().Select(e => e.Type), Is.EqualTo(new[] { "name" }));
        Assert.That(leftOut, Is.EqualTo(new[] { "exp", "iss", "nonce", "sid" }));
    }

    [Test]
    public void Read_SecurityStamp_StaysOnTheServerUnnamed()
    {
        ClaimSet set = PrincipalReader.Read(Principal(new("sub", "a"), new("AspNet.Identity.SecurityStamp", "stamp")), out IReadOnlyCollection<string>? leftOut);

        Assert.That(set.Entries.ToArray(), Is.Empty);
        Assert.That(leftOut, Is.Null);
    }

    [Test]
    public void Read_AllShort_HasNothingToSay()
    {
        ClaimSet set = PrincipalReader.Read(Principal(new("sub", "a"), new("name", "n"), new("email", "e")), out _);

        Assert.That(set.Names, Is.EqualTo(default(LoginNames)));
        Assert.That(WrittenNames.Of(set.Names, set.Entries), Is.Null);
    }

    [Test]
    public void Read_EachPair_HasItsBit()
    {
        string[] pairs = ["sub", "name", "role", "email", "given_name", "family_name", "gender", "birthdate", "website", "phone_number"];
        for (int i = 0; i < pairs.Length; i++)
        {
            // The claim types of the identity are short, so that only the claim sets a bit.
            ClaimsIdentity identity = new([new(ClaimNames.ToLong(pairs[i]), "v"), .. i == 0 ? [] : new Claim[] { new("sub", "a") }], "password", "name", "role");
            ClaimSet set = PrincipalReader.Read(new(identity), out _);

            WrittenNames written = WrittenNames.Of(set.Names, set.Entries)!;

            Assert.That((written.Mask, written.IsMaskOnly), Is.EqualTo((1 << i, true)), pairs[i]);
        }
    }

    [Test]
    public void Read_SubjectUnderBothNames_IsKeptUnderBoth([Values] bool longFirst)
    {
        Claim[] subjects = [new("sub", "a"), new(ClaimTypes.NameIdentifier, "a")];

        ClaimSet set = PrincipalReader.Read(Principal(longFirst ? [.. subjects.Reverse()] : subjects), out _);

        Assert.That((set.Names.HasLongSubject, set.Names.HasBothSubjects), Is.EqualTo((longFirst, true)));
    }

    [TestCase(ClaimTypes.Name, null)]
    [TestCase("name", null)]
    [TestCase("preferred_username", "preferred_username")]
    [TestCase(ClaimTypes.Email, ClaimTypes.Email)]
    [TestCase("Name", "Name")]
    public void Read_NameClaimType_IsKeptUnlessItIsAUsualOne(string type, string? expected)
    {
        ClaimSet set = PrincipalReader.Read(new(new ClaimsIdentity([new("sub", "a")], "password", type, type == "name" ? "role" : ClaimTypes.Role)), out _);

        Assert.That((set.Names.NameType, set.Names.RoleType), Is.EqualTo((expected, (string?)null)));
    }

    [TestCase("groups", "groups", "groups")]
    [TestCase("groups", "d", null)]
    [TestCase("groups", "role", null)]
    [TestCase("role", "groups", null)]
    [TestCase(ClaimTypes.Role, "role", null)]
    public void Read_SeveralIdentities_KeepsTheFirstNameTypeAndTheRoleTypeOnlyIfAllAgree(string first, string second, string? expected)
    {
        ClaimsPrincipal principal = new(
        [
            new ClaimsIdentity([], null, "a", "b"), new ClaimsIdentity([new("sub", "a")], "x", "nickname", first), new ClaimsIdentity([new("sub", "a")], "y", "c", second),
        ]);

        ClaimSet set = PrincipalReader.Read(principal, out _);

        Assert.That((set.Names.NameType, set.Names.RoleType), Is.EqualTo(("nickname", expected)));
    }

    [Test]
    public void Read_ClaimTypeNotUnicode_SaysWhatToDo() =>
        Assert.That(() => PrincipalReader.Read(new(new ClaimsIdentity([new("sub", "a")], "password", "\ud800", "role")), out _), Throws.ArgumentException.With.Message.Contains("Unicode"));

    [TestCase("null", "JSON", "")]
    [TestCase(" null ", "JSON", "")]
    [TestCase("null", "JSON_ARRAY", "")]
    [TestCase("null", ClaimValueTypes.String, "null")]
    [TestCase("[null]", "JSON_ARRAY", "[null]")]
    [TestCase("{\"a\":null}", "JSON", "{\"a\":null}")]
    public void Read_JsonNull_IsNoClaim(string value, string valueType, string expected)
    {
        ClaimSet set = PrincipalReader.Read(Principal(new("sub", "a"), new("x", value, valueType)), out _);

        Assert.That(string.Join('|', set.Entries.ToArray().Select(e => e.Value)), Is.EqualTo(expected));
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void ToString_Entry_DoesNotSayTheValue()
    {
        ClaimSet set = PrincipalReader.Read(Principal(new("sub", "a"), new("email", "alice@example.org")), out _);

        Assert.That(set.Entries[0].ToString(), Does.Contain("email").And.Not.Contain("alice"));
    }

    [Test]
    public void Read_ClaimsOfOneTypeApart_AreGroupedInOrder()
    {
        ClaimsPrincipal principal = Principal(new("role", "b"), new("name", "n"), new("sub", "a"), new(ClaimTypes.Role, "a"), new("role", "c"));

        ClaimSet set = PrincipalReader.Read(principal, out _);

        Assert.That(set.Entries.ToArray().Select(e => e.Type + e.Value), Is.EqualTo(new[] { "roleb", "rolea", "rolec", "namen" }));
    }

    private static ClaimsPrincipal Principal(params Claim[] claims) => new(new ClaimsIdentity(claims, "password"));
}
