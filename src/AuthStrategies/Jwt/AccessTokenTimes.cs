using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>The times of one access token.</summary>
internal readonly record struct AccessTokenTimes(DateTimeOffset AuthenticatedAt, TimeSpan Lifetime)
{
    /// <summary>The times of a token at issue: it lives no longer than its own lifetime and no longer than <see cref="IssueTerms.Lifetime"/>.</summary>
    /// <param name="terms">The checked options.</param>
    /// <param name="configured">The lifetime of a token for which the options name none.</param>
    /// <exception cref="ArgumentException">The user authenticated before 1970.</exception>
    /// <exception cref="InvalidOperationException">The clock stands before 1970.</exception>
    public static AccessTokenTimes Of(in IssueTerms terms, TimeSpan configured)
    {
        if (terms.Now < DateTimeOffset.UnixEpoch)
            throw new InvalidOperationException("The clock (TimeProvider) stands before 1970, and the dates of a token begin there (RFC 7519 §2). Set it to 1970 or later.");
#pragma warning disable CA2208 // The parameter is the public caller's: IssueAsync calls it "options".
        if (terms.AuthenticatedAt < DateTimeOffset.UnixEpoch)
            throw new ArgumentException($"IssueOptions.AuthenticatedAt is {terms.AuthenticatedAt:O}; it must be 1970 or later. Write the time when the user last proved who they are, or null for now.", "options");
#pragma warning restore CA2208

        TimeSpan lifetime = Shorter(terms.AccessTokenLifetime ?? configured, terms.Lifetime ?? TimeSpan.MaxValue);
        // No lifetime goes beyond the last date that there is.
        return new(terms.AuthenticatedAt, Shorter(lifetime, DateTimeOffset.MaxValue - terms.Now));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
