namespace AuthStrategies.Claims;

/// <summary>
/// What a login's identity was built with, beside its claims: the name of the subject's claim and the claim types that
/// <c>Identity.Name</c> and <c>IsInRole</c> read. The default: all names are short, and the options decide about the types.
/// </summary>
internal readonly record struct LoginNames
{
    /// <summary>The subject went in as <see cref="System.Security.Claims.ClaimTypes.NameIdentifier"/>; with <see cref="HasBothSubjects"/>, first.</summary>
    public bool HasLongSubject { get; init; }

    /// <summary>The subject went in under both names.</summary>
    public bool HasBothSubjects { get; init; }

    /// <summary>The identity read its name from the long name, and no claim went in under the short one.</summary>
    public bool HasLongNameType { get; init; }

    /// <summary>The identity read its roles from the long name, and no claim went in under the short one.</summary>
    public bool HasLongRoleType { get; init; }

    /// <summary>The identity's own name claim type; <see langword="null"/> if it was one of the two usual names.</summary>
    public string? NameType { get; init; }

    /// <summary>The identity's own role claim type; <see langword="null"/> if it was one of the two usual names.</summary>
    public string? RoleType { get; init; }

    /// <summary>The names of a login that was just read.</summary>
    /// <param name="nameType">The identity's name claim type.</param>
    /// <param name="roleType">The identity's role claim type.</param>
    /// <param name="hasLongSubject">See <see cref="HasLongSubject"/>.</param>
    /// <param name="hasBothSubjects">See <see cref="HasBothSubjects"/>.</param>
    /// <param name="claims">The other claims.</param>
    public static LoginNames Of(string nameType, string roleType, bool hasLongSubject, bool hasBothSubjects, ReadOnlySpan<ClaimEntry> claims)
    {
        bool anyLong = hasLongSubject || hasBothSubjects || HasLong(claims);
        return new()
        {
            HasLongSubject = hasLongSubject,
            HasBothSubjects = hasBothSubjects,
            HasLongNameType = anyLong && (IsFirstLong(claims, ClaimNames.Name) ?? IsLongNameOf(ClaimNames.Name, nameType)),
            HasLongRoleType = anyLong && (IsFirstLong(claims, ClaimNames.Role) ?? IsLongNameOf(ClaimNames.Role, roleType)),
            NameType = ClaimNames.ToShort(nameType) == ClaimNames.Name ? null : nameType,
            RoleType = ClaimNames.ToShort(roleType) == ClaimNames.Role ? null : roleType,
        };
    }

    /// <summary>Whether any claim went in under a long name.</summary>
    public static bool HasLong(ReadOnlySpan<ClaimEntry> claims)
    {
        foreach (ref readonly ClaimEntry claim in claims)
        {
            if (claim.IsLong)
                return true;
        }

        return false;
    }

    private static bool? IsFirstLong(ReadOnlySpan<ClaimEntry> claims, string type)
    {
        foreach (ref readonly ClaimEntry claim in claims)
        {
            if (claim.Type == type)
                return claim.IsLong;
        }

        return null;
    }

    private static bool IsLongNameOf(string shortName, string type) => type != shortName && ClaimNames.ToShort(type) == shortName;
}
