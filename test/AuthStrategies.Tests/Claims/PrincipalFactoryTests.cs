using System.Security.Claims;
using AuthStrategies.Claims;

namespace AuthStrategies.Tests.Claims;

/// <summary>A principal that comes back unchanged is unchanged, under every naming and with any claim types. Otherwise each refresh would write it.</summary>
[TestFixture]
public sealed class PrincipalFactoryTests
{
    private static readonly (string Name, ClaimsIdentity Identity)[] Logins =
    [
        ("short", new([new("sub", "a"), new("name", "n"), new("role", "r"), new("email", "e")], "x")),
        ("short, short types", new([new("sub", "a"), new("name", "n"), new("role", "r")], "x", "name", "role")),
        ("long", new([new(ClaimTypes.NameIdentifier, "a"), new(ClaimTypes.Name, "n"), new(ClaimTypes.Role, "r"), new(ClaimTypes.Email, "e")], "x")),
        ("long without name and roles", new([new(ClaimTypes.NameIdentifier, "a"), new(ClaimTypes.Email, "e")], "x")),
        ("long, short types", new([new(ClaimTypes.NameIdentifier, "a"), new(ClaimTypes.Email, "e")], "x", "name", "role")),
        ("mixed", new([new("sub", "a"), new(ClaimTypes.NameIdentifier, "a"), new("role", "r"), new(ClaimTypes.Role, "s"), new(ClaimTypes.Name, "n"), new("name", "m")], "x")),
        ("own types", new([new("sub", "a"), new("nickname", "n"), new("groups", "r")], "x", "nickname", "groups")),
        ("types of another pair", new([new("sub", "a"), new("email", "e")], "x", ClaimTypes.Email, "gender")),
    ];

    [Test]
    public void AreEqual_PrincipalAsItCameOut_IsUnchanged(
        [Range(0, 7)] int login, [Values] ClaimNaming naming, [Values("name", ClaimTypes.Name, "preferred_username")] string nameType, [Values("role", "roles")] string roleType)
    {
        PrincipalFactory factory = new("x", naming, nameType, roleType, isIssuer: true);
        ClaimSet set = PrincipalReader.Read(new(Logins[login].Identity), out _);

        ClaimSet again = PrincipalReader.Read(factory.Create(set), out _);
        ClaimSet afterClone = PrincipalReader.Read(new(((ClaimsIdentity)factory.Create(set).Identity!).Clone()), out _);
        ClaimSet afterCopy = PrincipalReader.Read(new(new ClaimsIdentity((ClaimsIdentity)factory.Create(set).Identity!)), out _);

        foreach (ClaimSet one in (ClaimSet[])[again, afterClone, afterCopy])
            Assert.That(factory.AreEqual(one, set) && factory.AreEqual(set, one), Is.True, Logins[login].Name);
    }

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Row("another value", i => new([.. i, new("x", "2")], "x"), always: true);
        yield return Row("a claim less", i => new(i.Take(i.Length - 1), "x"), always: true);
        yield return Row("another order", i => new(i.Reverse(), "x"), always: true);
        yield return Row("another subject", i => new([new("sub", "b"), .. i.Skip(1)], "x"), always: true);
        yield return Row("another name type", i => new(i, "x", "nickname", null), always: true);
        yield return Row("another role type", i => new(i, "x", null, "groups"), always: true);
        yield return Row("a long name", i => new([.. i.Take(i.Length - 1), new(ClaimTypes.Role, "r")], "x"), always: false);
        yield return Row("a long subject", i => new([new(ClaimTypes.NameIdentifier, "a"), .. i.Skip(1)], "x"), always: false);
        yield return Row("both subjects", i => new([.. i, new(ClaimTypes.NameIdentifier, "a")], "x"), always: false);

        static TestCaseData Row(string name, Func<Claim[], ClaimsIdentity> change, bool always) => new TestCaseData(change, always).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    public void AreEqual_Change_IsSeenIfAPrincipalShowsIt(Func<Claim[], ClaimsIdentity> change, bool always)
    {
        Claim[] claims = [new("sub", "a"), new("name", "n"), new("role", "r")];
        ClaimSet before = PrincipalReader.Read(new(new ClaimsIdentity(claims, "x")), out _);

        ClaimSet after = PrincipalReader.Read(new(change(claims)), out _);

        foreach (ClaimNaming naming in Enum.GetValues<ClaimNaming>())
        {
            bool isSeen = !new PrincipalFactory("x", naming, "name", "role", isIssuer: true).AreEqual(before, after);
            Assert.That(isSeen, Is.EqualTo(always || naming == ClaimNaming.AsIssued), naming.ToString());
        }
    }
}
