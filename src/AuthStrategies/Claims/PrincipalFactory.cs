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

    public ClaimsPrincipal Create(ClaimSet set) => new(new CachedIdentity(set, this, _authenticationType, _nameType, _roleType));

    /// <summary>Makes the claims of a set as an identity's own.</summary>
    /// <param name="identity">The identity they belong to: a claim that is made as an identity's own is added as it is, any other is copied first.</param>
    /// <param name="set">The set.</param>
    /// <param name="add">Adds one.</param>
    public void Fill(ClaimsIdentity identity, ClaimSet set, Action<Claim> add)
    {
        add(New(identity, ClaimNames.Subject, set.Subject, ClaimKind.String));
        foreach (ref readonly ClaimEntry entry in set.Entries)
            add(New(identity, entry.Type, entry.Value, entry.Kind));
    }

    /// <summary>Whether a set has a claim, as <see cref="ClaimsIdentity.HasClaim(string, string)"/> compares: types in any case, values exactly.</summary>
    public bool Has(ClaimSet set, string type, string value)
    {
        if (Is(ClaimNames.Subject, type) && string.Equals(set.Subject, value, StringComparison.Ordinal))
            return true;

        foreach (ref readonly ClaimEntry entry in set.Entries)
        {
            if (string.Equals(entry.Value, value, StringComparison.Ordinal) && Is(entry.Type, type))
                return true;
        }

        return false;
    }

    /// <summary>The value of a set's first claim of a type, or <see langword="null"/>.</summary>
    public string? Find(ClaimSet set, string type)
    {
        if (Is(ClaimNames.Subject, type))
            return set.Subject;

        foreach (ref readonly ClaimEntry entry in set.Entries)
        {
            if (Is(entry.Type, type))
                return entry.Value;
        }

        return null;
    }

    private Claim New(ClaimsIdentity identity, string type, string value, ClaimKind kind) =>
        new(Named(type), value, ClaimValue.ValueTypeOf(kind), ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity);

    private bool Is(string shortType, string type) => string.Equals(Named(shortType), type, StringComparison.OrdinalIgnoreCase);

    private string Named(string type) => _naming == ClaimNaming.DotNet ? ClaimNames.ToLong(type) : type;
}
