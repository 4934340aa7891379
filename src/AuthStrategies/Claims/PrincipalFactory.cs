using System.Security.Claims;

namespace AuthStrategies.Claims;

/// <summary>Makes each caller's own principal from a remembered claim set. Immutable and thread-safe.</summary>
internal sealed class PrincipalFactory
{
    private readonly string _authenticationType;
    private readonly ClaimNaming _naming;
    private readonly string _nameType;
    private readonly string _roleType;

    public PrincipalFactory(string authenticationType, ClaimNaming naming, string nameType, string roleType)
    {
        _authenticationType = authenticationType;
        _naming = naming;
        // A long name in the options means the same as the short one, as it does in a principal.
        _nameType = Named(ClaimNames.ToShort(nameType));
        _roleType = Named(ClaimNames.ToShort(roleType));
    }

    public ClaimsPrincipal Create(ClaimSet set)
    {
        var identity = new ClaimsIdentity(_authenticationType, _nameType, _roleType);
        Add(identity, ClaimNames.Subject, set.Subject, ClaimKind.String);
        foreach (ref readonly ClaimEntry entry in set.Entries)
            Add(identity, entry.Type, entry.Value, entry.Kind);

        return new ClaimsPrincipal(identity);
    }

    // A claim that is made as the identity's own is added as it is; any other would be copied first.
    private void Add(ClaimsIdentity identity, string type, string value, ClaimKind kind) => identity.AddClaim(
        new Claim(Named(type), value, ClaimValue.ValueTypeOf(kind), ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));

    private string Named(string type) => _naming == ClaimNaming.DotNet ? ClaimNames.ToLong(type) : type;
}
