using System.Security.Claims;
using AuthStrategies.Claims;

namespace AuthStrategies.Tests.Claims;

/// <summary>What an identity has to answer, written in the simplest way: look-ups for a type find that type first, then the other name of its pair.</summary>
internal sealed class EitherNameIdentity : ClaimsIdentity
{
    public EitherNameIdentity(string authenticationType, string nameType, string roleType)
        : base(authenticationType, nameType, roleType)
    {
    }

    private EitherNameIdentity(ClaimsIdentity other)
        : base(other, StringComparison.OrdinalIgnoreCase)
    {
    }

    public override IEnumerable<Claim> FindAll(string type) => Types(type).SelectMany(one => Claims.Where(claim => claim.Type.Equals(one, StringComparison.OrdinalIgnoreCase)));

    public override Claim? FindFirst(string type) => FindAll(type).FirstOrDefault();

    public override bool HasClaim(string type, string value) => FindAll(type).Any(claim => claim.Value == value);

    public override ClaimsIdentity Clone() => new EitherNameIdentity(this);

    private static string[] Types(string type)
    {
        foreach (string known in (string[])["sub", "name", "role", "email", "given_name", "family_name", "gender", "birthdate", "website", "phone_number"])
        {
            if (type.Equals(known, StringComparison.OrdinalIgnoreCase))
                return [known, ClaimNames.ToLong(known)];
            if (type.Equals(ClaimNames.ToLong(known), StringComparison.OrdinalIgnoreCase))
                return [ClaimNames.ToLong(known), known];
        }

        return [type];
    }
}
