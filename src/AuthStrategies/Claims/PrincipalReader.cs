using System.Runtime.InteropServices;
using System.Security.Claims;

namespace AuthStrategies.Claims;

/// <summary>Reads from a principal what a credential contains: the subject and the claims under their short names.</summary>
internal static class PrincipalReader
{
    /// <param name="principal">The principal that the application passed.</param>
    /// <param name="leftOut">The names of protocol claims in the input, which are left out; <see langword="null"/> if there are none.</param>
    /// <exception cref="ArgumentException">No credential can be issued for this principal.</exception>
    public static ClaimSet Read(ClaimsPrincipal principal, out IReadOnlyCollection<string>? leftOut)
    {
        using var claims = ClaimList.Rent();
        string subject = Read(principal, claims.Entries, out LoginNames names, out leftOut);
        return new ClaimSet(subject, [.. claims.Span]) { Names = names };
    }

    /// <summary>Like the other overload, for claims that are not kept: adds them to a list, grouped by type.</summary>
    /// <returns>The subject.</returns>
    public static string Read(ClaimsPrincipal principal, List<ClaimEntry> claims, out LoginNames names, out IReadOnlyCollection<string>? leftOut)
    {
        ArgumentNullException.ThrowIfNull(principal);
        Finding finding = default;
        ClaimsIdentity? first = null;
        foreach (ClaimsIdentity identity in IdentitiesOf(principal))
        {
            if (!identity.IsAuthenticated)
                continue;

            first ??= identity;
            finding.HasSeveralRoleTypes |= !ReferenceEquals(identity, first) && ClaimNames.ToShort(identity.RoleClaimType) != ClaimNames.ToShort(first.RoleClaimType);
            TakeAll(identity.Claims, claims, ref finding);
        }

        if (first is null)
            throw Wrong("The principal has no authenticated identity. Give the identity an authentication type: new ClaimsIdentity(claims, \"password\").");

        leftOut = finding.Protocol;
        ClaimSet.Group(Valid(claims));
        // One identity's type must not make a role of another identity's claim: then the options decide.
        string roleType = finding.HasSeveralRoleTypes ? ClaimNames.Role : Valid(first.RoleClaimType);
        names = LoginNames.Of(
            Valid(first.NameClaimType), roleType, finding.HasLongSubject, finding.HasBothSubjects, CollectionsMarshal.AsSpan(claims));
        return ValidSubject(finding.Subject);
    }

    // The platform's principal hands out its list, and so does its identity. As lists they are read without an object, and without two indirect calls for each element.
    private static ReadOnlySpan<ClaimsIdentity> IdentitiesOf(ClaimsPrincipal principal) =>
        principal.Identities is List<ClaimsIdentity> list ? CollectionsMarshal.AsSpan(list) : principal.Identities.ToArray();

    private static void TakeAll(IEnumerable<Claim> all, List<ClaimEntry> claims, ref Finding finding)
    {
        if (all is List<Claim> list)
        {
            foreach (Claim claim in list)
                Take(claim, claims, ref finding);
            return;
        }

        foreach (Claim claim in all)
            Take(claim, claims, ref finding);
    }

    private static void Take(Claim claim, List<ClaimEntry> claims, ref Finding finding)
    {
        string type = ClaimNames.ToShort(claim.Type);
        bool isLong = !ReferenceEquals(type, claim.Type);
        if (type == ClaimNames.Subject)
            finding.AddSubject(claim.Value, isLong);
        else if (ClaimNames.IsReserved(type))
            (finding.Protocol ??= new(StringComparer.Ordinal)).Add(type);
        else if (!ClaimNames.IsServerSecret(type))
            Add(ClaimValue.Normalize(Valid(type), Valid(claim.Value), claim.ValueType) with { IsLong = isLong }, claims);
    }

    private static void Add(in ClaimEntry claim, List<ClaimEntry> claims)
    {
        if (!claim.IsNull)
            claims.Add(claim);
    }

    private static string Agree(string? known, string subject) =>
        known is null || string.Equals(known, subject, StringComparison.Ordinal)
            ? subject
            : throw Wrong("The principal names several subjects (claim \"sub\" or ClaimTypes.NameIdentifier). Issue one credential for one subject.");

    private static string ValidSubject(string? subject)
    {
        if (string.IsNullOrEmpty(subject))
            throw Wrong("The principal names no subject. Add the user's unchanging id: new Claim(\"sub\", userId) or new Claim(ClaimTypes.NameIdentifier, userId).");
        if (subject.Length > ClaimSet.MaxSubjectLength)
            throw Wrong($"The subject has {subject.Length} characters; it must have at most {ClaimSet.MaxSubjectLength} (OpenID Connect Core, section 2). Use the user's id.");
        if (subject.StartsWith(SessionRecord.SystemSubjectPrefix, StringComparison.Ordinal))
            throw Wrong($"The subject begins with \"{SessionRecord.SystemSubjectPrefix}\", which is reserved for records of the library itself. Use another user id, for example \"user:\" and the id.");
        return UnicodeText.IsValid(subject) ? subject : throw Wrong("The subject is not valid Unicode: it contains half of a surrogate pair.");
    }

    private static string Valid(string text) =>
        UnicodeText.IsValid(text)
            ? text
            : throw Wrong("A claim is not valid Unicode: its type or value contains half of a surrogate pair.");

    private static List<ClaimEntry> Valid(List<ClaimEntry> claims) =>
        claims.Count <= ClaimSet.MaxClaims
            ? claims
            : throw Wrong($"The principal has {claims.Count} claims; it must have at most {ClaimSet.MaxClaims}. Store rarely needed data in the application.");

#pragma warning disable CA2208 // The public callers, IssueAsync and ReplacePrincipalAsync, have the parameter "principal".
    private static ArgumentException Wrong(string message) => new(message, "principal");
#pragma warning restore CA2208

    private struct Finding
    {
        public string? Subject;
        public bool HasLongSubject;
        public bool HasBothSubjects;
        public bool HasSeveralRoleTypes;
        public SortedSet<string>? Protocol;

        public void AddSubject(string subject, bool isLong)
        {
            bool isFirst = Subject is null;
            Subject = Agree(Subject, subject);
            if (isFirst)
                HasLongSubject = isLong;
            else if (HasLongSubject != isLong)
                HasBothSubjects = true;
        }
    }
}
