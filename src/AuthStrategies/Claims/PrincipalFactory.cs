using System.Security.Claims;

namespace AuthStrategies.Claims;

/// <summary>Creates a separate principal for each caller from a cached claim set. Immutable and thread-safe.</summary>
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
        // A long name in the options means the same as its short name, as it does in a principal.
        _nameType = Named(ClaimNames.ToShort(nameType));
        _roleType = Named(ClaimNames.ToShort(roleType));
    }

    public ClaimsPrincipal Create(ClaimSet set) => new(new CachedIdentity(set, this, _authenticationType, _nameType, _roleType));

    /// <summary>Creates the subject's claim for one identity; it can be added to that identity without a copy.</summary>
    public Claim SubjectOf(ClaimSet set, ClaimsIdentity identity) => New(identity, ClaimNames.Subject, set.Subject, ClaimKind.String);

    /// <summary>Creates another claim for one identity; it can be added to that identity without a copy.</summary>
    public Claim ClaimOf(in ClaimEntry entry, ClaimsIdentity identity) => New(identity, entry.Type, entry.Value, entry.Kind);

    /// <summary>Whether a set has a claim, compared like <see cref="ClaimsIdentity.HasClaim(string, string)"/>: types ignore case, values do not.</summary>
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
