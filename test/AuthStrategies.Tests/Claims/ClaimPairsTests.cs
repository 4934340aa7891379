using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Sessions;

namespace AuthStrategies.Tests.Claims;

/// <summary>The names and codes of claims are switches in both directions. Tokens and records contain the places and the codes.</summary>
[TestFixture]
public sealed class ClaimPairsTests
{
    [TestCase(0, "sub", ClaimTypes.NameIdentifier)]
    [TestCase(1, "name", ClaimTypes.Name)]
    [TestCase(2, "role", ClaimTypes.Role)]
    [TestCase(3, "email", ClaimTypes.Email)]
    [TestCase(4, "given_name", ClaimTypes.GivenName)]
    [TestCase(5, "family_name", ClaimTypes.Surname)]
    [TestCase(6, "gender", ClaimTypes.Gender)]
    [TestCase(7, "birthdate", ClaimTypes.DateOfBirth)]
    [TestCase(8, "website", ClaimTypes.Webpage)]
    [TestCase(9, "phone_number", ClaimTypes.MobilePhone)]
    public void Names_OfAPair_LeadToEachOther(int place, string shortName, string longName)
    {
        ClaimPair pair = ClaimNames.PairOfShort(shortName)!;

        Assert.That((pair.Bit, pair.Short, pair.Long), Is.EqualTo((1 << place, shortName, longName)));
        Assert.That((ClaimNames.ToShort(longName), ClaimNames.ToLong(shortName)), Is.EqualTo((shortName, longName)));
        Assert.That((ClaimNames.ToShort(shortName), ClaimNames.ToLong(longName)), Is.EqualTo((shortName, longName)));
        Assert.That(ClaimNames.PairOfShort(longName), Is.Null);
        foreach (string name in new[] { shortName, longName, shortName.ToUpperInvariant(), longName.ToUpperInvariant() })
            Assert.That(ClaimNames.PairOf(name), Is.SameAs(pair), name);
    }

    [TestCase("")]
    [TestCase("tenant")]
    [TestCase("subj")]
    [TestCase(ClaimTypes.Country)]
    public void Names_WithoutAPair_StayAsTheyAre(string name)
    {
        Assert.That((ClaimNames.ToShort(name), ClaimNames.ToLong(name)), Is.EqualTo((name, name)));
        Assert.That((ClaimNames.PairOfShort(name), ClaimNames.PairOf(name)), Is.EqualTo(((ClaimPair?)null, (ClaimPair?)null)));
    }

    [Test]
    public void Names_InAnotherCase_AreOnesOfLookUpsOnly()
    {
        Assert.That((ClaimNames.ToShort(ClaimTypes.Role.ToUpperInvariant()), ClaimNames.ToLong("Role")), Is.EqualTo((ClaimTypes.Role.ToUpperInvariant(), "Role")));
        Assert.That(ClaimNames.PairOfShort("Role"), Is.Null);
    }

    [Test]
    public void Codes_OfClaimTypes_LeadToEachOther([Range(1, 31)] int code) => Assert.That(ClaimTypeCodes.CodeOf(ClaimTypeCodes.TypeOf(code)), Is.EqualTo(code));

    [TestCase("")]
    [TestCase("Name")]
    [TestCase("tenant")]
    public void Codes_OfOtherTypes_AreText(string type) => Assert.That(ClaimTypeCodes.CodeOf(type), Is.EqualTo(ClaimTypeCodes.Text));
}
