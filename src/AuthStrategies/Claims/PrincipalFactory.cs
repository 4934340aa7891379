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
        ReadOnlySpan<ClaimEntry> entries = set.Entries;
        var claims = new Claim[entries.Length + 1];
        claims[0] = new Claim(Named(ClaimNames.Subject), set.Subject);
        for (int i = 0; i < entries.Length; i++)
            claims[i + 1] = new Claim(Named(entries[i].Type), entries[i].Value, ClaimValue.ValueTypeOf(entries[i].Kind));

        return new ClaimsPrincipal(new ClaimsIdentity(claims, _authenticationType, _nameType, _roleType));
    }

    private string Named(string type) => _naming == ClaimNaming.DotNet ? ClaimNames.ToLong(type) : type;
}
