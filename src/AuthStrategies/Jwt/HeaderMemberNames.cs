using System.Collections.Frozen;
using System.Collections.Immutable;
using AuthStrategies.Claims;

namespace AuthStrategies.Jwt;

/// <summary>The members that an application may add to a header: any but those that mean something to a verifier.</summary>
internal static class HeaderMemberNames
{
    private const int MaxMembers = 16;
    private const int MaxNameLength = 64;
    private const int MaxValueLength = 1024;

    // RFC 7515 §4.1, RFC 7516 §4.1, RFC 7518 §4.6 to §4.8, RFC 7797 §3, RFC 8555 §6 and RFC 8225 §8. Claims may be replicated in a header
    // (RFC 7519 §5.3), but then readers must compare them, so that a text with such a name could be taken for one.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "alg", "typ", "kid", "crit", "b64", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "enc", "zip", "cty",
        "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "url", "nonce", "ppt", "svt",
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "auth_time", "cnf");

    /// <exception cref="ArgumentException">A member is reserved, too long, or there are too many.</exception>
    public static ImmutableArray<KeyValuePair<string, string>> Valid(IReadOnlyDictionary<string, string>? members)
    {
        if (members is null or { Count: 0 })
            return [];
        if (members.Count > MaxMembers)
            throw Wrong(OptionMessages.Invalid("IssueOptions.HeaderMembers", $"a list of {members.Count} members", $"a list of at most {MaxMembers} members", "the members that a reader needs before it verifies the token, and claims for all others"));

        ImmutableArray<KeyValuePair<string, string>> valid = [.. members];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string? name, string? value) in valid)
            Check(name, value, name is null || names.Add(name));

        return valid;
    }

    private static void Check(string? name, string? value, bool isFirst)
    {
        // The name is not repeated unless it is one of the list: it may be a secret in the wrong place.
        if (name is null || name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw Wrong(OptionMessages.Invalid("IssueOptions.HeaderMembers", "a list with a name that is empty, null, too long or has other characters", $"a list of names of 1 to {MaxNameLength} visible ASCII characters", "\"tenant\""));
        if (!isFirst)
            throw Wrong(OptionMessages.Invalid("IssueOptions.HeaderMembers", "a list with the same name twice", "a list of different names", "each name once"));
        if (Reserved.Contains(name))
            throw Wrong(OptionMessages.Invalid("IssueOptions.HeaderMembers", $"a list with \"{name}\"", "a list without the names that tell a verifier what to do, and without registered claims", "\"tenant\"; the strategy sets alg, typ and kid"));
        if (value is null || value.Length > MaxValueLength || !UnicodeText.IsValid(value))
            throw Wrong(OptionMessages.Invalid("IssueOptions.HeaderMembers", "a list with a value that is null, too long or no valid Unicode", $"a list of values of at most {MaxValueLength} characters", "\"contoso\""));
    }

#pragma warning disable CA2208 // The public caller, IssueAsync, has the parameter "options".
    private static ArgumentException Wrong(string message) => new(message, "options");
#pragma warning restore CA2208
}
