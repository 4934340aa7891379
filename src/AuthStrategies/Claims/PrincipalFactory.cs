using System.Security.Claims;

namespace AuthStrategies.Claims;

/// <summary>Creates a separate principal for each caller from a cached claim set. Immutable and thread-safe.</summary>
internal sealed class PrincipalFactory
{
    private readonly string _authenticationType;
    private readonly ClaimNaming _naming;
    private readonly bool _isIssuer;
    private readonly ClaimType _nameType;
    private readonly ClaimType _roleType;

    /// <param name="authenticationType">The strategy's name.</param>
    /// <param name="naming">The naming of claims.</param>
    /// <param name="nameType">The claim that is the name, unless a login says otherwise.</param>
    /// <param name="roleType">The claim that is a role, unless a login says otherwise.</param>
    /// <param name="isIssuer">
    /// Whether the strategy issues its credentials itself. If not, claims that no login has named are shown under their long names.
    /// </param>
    public PrincipalFactory(string authenticationType, ClaimNaming naming, string nameType, string roleType, bool isIssuer)
    {
        _authenticationType = authenticationType;
        _naming = naming;
        _isIssuer = isIssuer;
        _nameType = new(nameType);
        _roleType = new(roleType);
    }

    /// <summary>Whether principals show the names under which their claims went in.</summary>
    public bool KeepsNames => _naming == ClaimNaming.AsIssued;

    public ClaimsPrincipal Create(ClaimSet set) => new(new CachedIdentity(set, this, _authenticationType, NameTypeOf(set), RoleTypeOf(set)));

    /// <summary>Creates the subject's claim for one identity; it can be added to that identity without a copy.</summary>
    public Claim SubjectOf(ClaimSet set, ClaimsIdentity identity) => NewSubject(set, identity, IsLong(set, set.Names.HasLongSubject));

    /// <summary>Creates the subject's claim under its other name, if it went in under both.</summary>
    public Claim? SecondSubjectOf(ClaimSet set, ClaimsIdentity identity) =>
        set.Names.HasBothSubjects && KeepsNames ? NewSubject(set, identity, !set.Names.HasLongSubject) : null;

    /// <summary>Creates another claim for one identity; it can be added to that identity without a copy.</summary>
    public Claim ClaimOf(ClaimSet set, in ClaimEntry entry, ClaimsIdentity identity) =>
        New(identity, IsLong(set, entry.IsLong) ? ClaimNames.ToLong(entry.Type) : entry.Type, entry.Value, entry.Kind);

    /// <summary>Whether a set has a claim, compared like <see cref="ClaimsIdentity.HasClaim(string, string)"/>: types ignore case, values do not. Either name of a pair is found.</summary>
    public bool Has(ClaimSet set, string type, string value)
    {
        ClaimPair? pair = PairOf(type);
        if (pair?.Short == ClaimNames.Subject && string.Equals(set.Subject, value, StringComparison.Ordinal))
            return true;

        foreach (ref readonly ClaimEntry entry in set.Entries)
        {
            if (string.Equals(entry.Value, value, StringComparison.Ordinal) && Is(entry.Type, type, pair))
                return true;
        }

        return false;
    }

    /// <summary>The value of a set's first claim of a type, or else of the first under the other name of the pair, or <see langword="null"/>.</summary>
    public string? Find(ClaimSet set, string type)
    {
        ClaimPair? pair = PairOf(type);
        if (pair?.Short == ClaimNames.Subject)
            return set.Subject;

        string? other = null;
        foreach (ref readonly ClaimEntry entry in set.Entries)
        {
            if (!Is(entry.Type, type, pair))
                continue;
            if (pair is null || ShowsLong(set, entry, pair) == pair.IsLong(type))
                return entry.Value;
            other ??= entry.Value;
        }

        return other;
    }

    /// <summary>Whether principals of both sets are the same to an application.</summary>
    public bool AreEqual(ClaimSet one, ClaimSet other) =>
        string.Equals(one.Subject, other.Subject, StringComparison.Ordinal)
        && string.Equals(NameTypeOf(one), NameTypeOf(other), StringComparison.Ordinal)
        && string.Equals(RoleTypeOf(one), RoleTypeOf(other), StringComparison.Ordinal)
        && (KeepsNames ? HaveEqualNames(one, other) : HaveEqualClaims(one.Entries, other.Entries));

    private static bool HaveEqualNames(ClaimSet one, ClaimSet other) =>
        one.Names.HasLongSubject == other.Names.HasLongSubject
        && one.Names.HasBothSubjects == other.Names.HasBothSubjects
        && one.Entries.SequenceEqual(other.Entries);

    private static bool HaveEqualClaims(ReadOnlySpan<ClaimEntry> one, ReadOnlySpan<ClaimEntry> other)
    {
        if (one.Length != other.Length)
            return false;

        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] with { IsLong = other[i].IsLong } != other[i])
                return false;
        }

        return true;
    }

    private static Claim NewSubject(ClaimSet set, ClaimsIdentity identity, bool isLong) =>
        New(identity, isLong ? ClaimTypes.NameIdentifier : ClaimNames.Subject, set.Subject, ClaimKind.String);

    private static Claim New(ClaimsIdentity identity, string type, string value, ClaimKind kind) =>
        new(type, value, ClaimValue.ValueTypeOf(kind), ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity);

    private static bool Is(string entryType, string type, ClaimPair? pair) =>
        pair is null ? string.Equals(entryType, type, StringComparison.OrdinalIgnoreCase) : pair.Has(entryType);

    // IsInRole and Name ask for the identity's own types, each time. Finding these by reference costs nothing.
    private ClaimPair? PairOf(string type) => _roleType.IsAskedFor(type) ? _roleType.Pair : _nameType.IsAskedFor(type) ? _nameType.Pair : ClaimNames.PairOf(type);

    private string NameTypeOf(ClaimSet set) => TypeOf(set, set.Names.NameType, _nameType, set.Names.HasLongNameType);

    private string RoleTypeOf(ClaimSet set) => TypeOf(set, set.Names.RoleType, _roleType, set.Names.HasLongRoleType);

    private string TypeOf(ClaimSet set, string? ofLogin, ClaimType configured, bool wentInLong)
    {
        if (ofLogin is null)
            return configured.Pair is null ? configured.Short : IsLong(set, wentInLong) ? configured.Pair.Long : configured.Pair.Short;
        if (KeepsNames)
            return ofLogin;

        string type = ClaimNames.ToShort(ofLogin);
        return _naming == ClaimNaming.DotNet ? ClaimNames.ToLong(type) : type;
    }

    // An entry may also have been read from a token under its long name, or under a short one in other case, which has no long name.
    private bool ShowsLong(ClaimSet set, in ClaimEntry entry, ClaimPair pair) =>
        pair.IsLong(entry.Type) || (IsLong(set, entry.IsLong) && entry.Type == pair.Short);

    /// <summary>Whether the principal shows the long name of a pair.</summary>
    private bool IsLong(ClaimSet set, bool wentInLong) => _naming switch
    {
        ClaimNaming.DotNet => true,
        ClaimNaming.AsIssued => wentInLong || (!_isIssuer && !set.HasWrittenNames),
        _ => false,
    };

    /// <summary>A claim type of the options. A long name means the same as its short name, as it does in a principal.</summary>
    private readonly struct ClaimType(string type)
    {
        public string Short { get; } = ClaimNames.ToShort(type);

        public ClaimPair? Pair { get; } = ClaimNames.PairOfShort(ClaimNames.ToShort(type));

        public bool IsAskedFor(string type) => ReferenceEquals(type, Pair?.Short) || ReferenceEquals(type, Pair?.Long);
    }
}
