namespace AuthStrategies.Claims;

/// <summary>
/// The names of a login in the form that tokens and records have: one bit for each pair of names, set if its first claim went
/// in under the long name, and the places of the claims that went in under the other name of their pair.
/// </summary>
internal sealed class WrittenNames
{
    /// <summary>The bit of <see cref="LoginNames.HasBothSubjects"/>, above those of the pairs.</summary>
    private const int BothSubjects = 1 << 10;
    private const int LongSubject = 1 << 0;
    private const int LongName = 1 << 1;
    private const int LongRole = 1 << 2;

    /// <summary>All bits.</summary>
    public const int AllBits = (1 << 11) - 1;

    /// <summary>The bits.</summary>
    public required int Mask { get; init; }

    /// <inheritdoc cref="LoginNames.NameType"/>
    public string? NameType { get; init; }

    /// <inheritdoc cref="LoginNames.RoleType"/>
    public string? RoleType { get; init; }

    /// <summary>The places, ascending, in the list of claims without the subject.</summary>
    public IReadOnlyList<int> Exceptions { get; init; } = [];

    /// <summary>Whether the mask says everything.</summary>
    public bool IsMaskOnly => NameType is null && RoleType is null && Exceptions.Count == 0;

    /// <summary>The names of a login; <see langword="null"/> if there is nothing to say.</summary>
    public static WrittenNames? Of(in LoginNames names, ReadOnlySpan<ClaimEntry> claims)
    {
        // Most logins are all short; their claims are not looked at one by one.
        if (names == default)
            return LoginNames.HasLong(claims) ? Of(MaskOf(names), names, claims) : null;

        return Of(MaskOf(names), names, claims);
    }

    /// <summary>What a token says: the names only if its principals show them, and the claim types in any case.</summary>
    public static WrittenNames? ForToken(in LoginNames names, ReadOnlySpan<ClaimEntry> claims, PrincipalFactory principals)
    {
        if (principals.KeepsNames)
            return Of(names, claims);
        return names.NameType is null && names.RoleType is null ? null : new() { Mask = 0, NameType = names.NameType, RoleType = names.RoleType };
    }

    /// <summary>Marks the claims that went in under their long names.</summary>
    /// <returns>The names that belong to no claim.</returns>
    public LoginNames ApplyTo(Span<ClaimEntry> claims)
    {
        int next = 0;
        for (int i = 0; i < claims.Length; i++)
        {
            bool isException = next < Exceptions.Count && Exceptions[next] == i;
            if (isException)
                next++;
            if (ClaimNames.PairOfShort(claims[i].Type) is { } pair)
                claims[i] = claims[i] with { IsLong = (Mask & pair.Bit) != 0 != isException };
        }

        return new()
        {
            HasLongSubject = (Mask & LongSubject) != 0,
            HasBothSubjects = (Mask & BothSubjects) != 0,
            HasLongNameType = (Mask & LongName) != 0,
            HasLongRoleType = (Mask & LongRole) != 0,
            NameType = NameType,
            RoleType = RoleType,
        };
    }

    private static WrittenNames Of(int mask, in LoginNames names, ReadOnlySpan<ClaimEntry> claims)
    {
        int seen = LongSubject | LongName | LongRole;
        List<int>? exceptions = null;
        for (int i = 0; i < claims.Length; i++)
        {
            if (ClaimNames.PairOfShort(claims[i].Type) is not { } pair)
                continue;
            if ((seen & pair.Bit) == 0 && claims[i].IsLong)
                mask |= pair.Bit;
            seen |= pair.Bit;
            if (claims[i].IsLong != ((mask & pair.Bit) != 0))
                (exceptions ??= []).Add(i);
        }

        return new() { Mask = mask, NameType = names.NameType, RoleType = names.RoleType, Exceptions = exceptions ?? [] };
    }

    private static int MaskOf(in LoginNames names) =>
        (names.HasLongSubject ? LongSubject : 0)
        | (names.HasLongNameType ? LongName : 0)
        | (names.HasLongRoleType ? LongRole : 0)
        | (names.HasBothSubjects ? BothSubjects : 0);
}
