using System.Collections.Immutable;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt;

/// <summary>The parts of <see cref="IssueOptions"/> that concern one access token, checked and read once. Immutable.</summary>
internal sealed class AccessTokenTerms
{
    private const int MaxAudiences = 16;
    private const int MaxAudienceLength = 1024;
    private static readonly long LastSecond = NumericDate.ToSeconds(DateTimeOffset.MaxValue);

    private AccessTokenTerms()
    {
    }

    /// <summary>The audiences; empty for the configured one.</summary>
    public ImmutableArray<string> Audiences { get; private init; } = [];

    /// <summary>When the token becomes valid, in whole seconds since 1970; <see langword="null"/> for immediately.</summary>
    public long? NotBefore { get; private init; }

    /// <summary>The id; <see langword="null"/> for a random one.</summary>
    public string? TokenId { get; private init; }

    public ImmutableArray<KeyValuePair<string, string>> HeaderMembers { get; private init; } = [];

    /// <param name="options">The caller's options, or <see langword="null"/> for the defaults.</param>
    /// <param name="policy">The options of the strategy.</param>
    /// <returns>The terms; <see langword="null"/> if the options set none of them.</returns>
    /// <exception cref="ArgumentException">An option is outside its legal range.</exception>
    public static AccessTokenTerms? Of(IssueOptions? options, JwtPolicy policy)
    {
        if (options is null or { Audiences: null or { Count: 0 }, NotBefore: null, TokenId: null, HeaderMembers: null or { Count: 0 } })
            return null;

        return new()
        {
            Audiences = Valid(options.Audiences ?? [], policy),
            NotBefore = Valid(options.NotBefore, policy),
            TokenId = Valid(options.TokenId),
            HeaderMembers = HeaderMemberNames.Valid(options.HeaderMembers),
        };
    }

    /// <summary>Refuses a token that would never be valid.</summary>
    /// <exception cref="ArgumentException">The token expires before it becomes valid.</exception>
    public void CheckEnd(long expiresAt)
    {
        if (NotBefore >= expiresAt)
            throw Wrong(OptionMessages.Invalid("IssueOptions.NotBefore", $"{DateTimeOffset.FromUnixTimeSeconds(NotBefore.Value):O}", $"before the token expires ({DateTimeOffset.FromUnixTimeSeconds(expiresAt):O})", "an earlier time, or set a longer IssueOptions.AccessTokenLifetime"));
    }

    private static ImmutableArray<string> Valid(IReadOnlyList<string> audiences, JwtPolicy policy)
    {
        if (audiences.Count == 0)
            return [];
        if (audiences.Count > MaxAudiences)
            throw Wrong(OptionMessages.Invalid("IssueOptions.Audiences", $"a list of {audiences.Count} entries", $"a list of at most {MaxAudiences} entries", "the audiences that read this token"));

        ImmutableArray<string> valid = [.. audiences.Distinct(StringComparer.Ordinal)];
        foreach (string audience in valid)
        {
            if (string.IsNullOrWhiteSpace(audience) || audience.Length > MaxAudienceLength || !UnicodeText.IsValid(audience))
                throw Wrong(OptionMessages.Invalid("IssueOptions.Audiences", "a list with an entry that is empty, too long or no valid Unicode", $"a list of texts of 1 to {MaxAudienceLength} characters", "\"web\""));
        }

        if (!valid.Any(policy.Audiences.Contains))
            throw Wrong(OptionMessages.Invalid("IssueOptions.Audiences", "a list without an audience of this strategy", $"a list with at least one of {string.Join(", ", policy.Audiences)}, because the strategy would refuse its own token", $"Audiences = [\"{policy.Audience}\", …], or add a strategy for the other audience"));
        if (policy.IssuesRefreshTokens && !valid.Contains(policy.Audience, StringComparer.Ordinal))
            throw Wrong(OptionMessages.Invalid("IssueOptions.Audiences", "a list without Audience", $"a list with {policy.Audience}, because the access token of the next refresh names it", $"Audiences = [\"{policy.Audience}\", …]"));

        return valid;
    }

    private static long? Valid(DateTimeOffset? notBefore, JwtPolicy policy)
    {
        if (notBefore is not { } begin)
            return null;
        if (policy.IssuesRefreshTokens)
            throw Wrong(OptionMessages.Invalid("IssueOptions.NotBefore", $"{begin:O}", "null for a strategy with refresh tokens, because a refresh gives a token that is valid immediately", "null, or use a strategy without refresh tokens"));
        if (begin < DateTimeOffset.UnixEpoch)
            throw Wrong(OptionMessages.Invalid("IssueOptions.NotBefore", $"{begin:O}", "1970 or later", "the time when the token becomes valid, or null for now"));

        long seconds = NumericDate.ToSeconds(begin);
        return DateTimeOffset.FromUnixTimeSeconds(seconds) < begin && seconds < LastSecond ? seconds + 1 : seconds;
    }

    private static string? Valid(string? id)
    {
        if (id is not null && (id.Length is 0 or > IssueOptions.MaxTokenIdLength || id.AsSpan().ContainsAnyExceptInRange('!', '~')))
            throw Wrong(OptionMessages.Invalid("IssueOptions.TokenId", id.Length is 0 or > IssueOptions.MaxTokenIdLength ? $"{id.Length} characters long" : "a text with other characters", $"1 to {IssueOptions.MaxTokenIdLength} visible ASCII characters", "Guid.NewGuid().ToString(), or null for a random id"));
        return id;
    }

#pragma warning disable CA2208 // The public caller, IssueAsync, has the parameter "options".
    private static ArgumentException Wrong(string message) => new(message, "options");
#pragma warning restore CA2208
}
