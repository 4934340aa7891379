using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>The times of one access token.</summary>
/// <param name="AuthenticatedAt">When the user logged in; <see langword="null"/> or 1970, where dates begin, if it is not known or no longer proved.</param>
/// <param name="Lifetime">How long the token is valid, at most until its session ends.</param>
internal readonly record struct AccessTokenTimes(DateTimeOffset? AuthenticatedAt, TimeSpan Lifetime)
{
    /// <summary>Creates the times of a token at issue. The token gets the shorter of its lifetime and <see cref="IssueTerms.LifetimeOr"/>.</summary>
    /// <param name="terms">The checked options.</param>
    /// <param name="configured">The lifetime if the options do not set one.</param>
    /// <exception cref="ArgumentException">The user authenticated before 1970.</exception>
    /// <exception cref="InvalidOperationException">The clock shows a time before 1970.</exception>
    public static AccessTokenTimes Of(in IssueTerms terms, TimeSpan configured)
    {
        if (terms.Now < DateTimeOffset.UnixEpoch)
            throw new InvalidOperationException("The clock (TimeProvider) shows a time before 1970, where the dates of a token begin (RFC 7519 §2). Set it to 1970 or later.");
#pragma warning disable CA2208 // The public caller, IssueAsync, has the parameter "options".
        if (terms.AuthenticatedAt < DateTimeOffset.UnixEpoch)
            throw new ArgumentException(OptionMessages.Invalid("IssueOptions.AuthenticatedAt", $"{terms.AuthenticatedAt:O}", "1970 or later", "the time when the user last logged in, or null for now"), "options");
#pragma warning restore CA2208

        TimeSpan lifetime = Shorter(terms.AccessTokenLifetime ?? configured, terms.LifetimeOr(TimeSpan.MaxValue));
        // No lifetime may go past the last date of DateTimeOffset.
        return new(terms.AuthenticatedAt, Shorter(lifetime, DateTimeOffset.MaxValue - terms.Now));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
