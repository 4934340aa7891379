using AuthStrategies.Claims;

namespace AuthStrategies.Jwt;

/// <summary>The times of one login as the application asked for them, checked.</summary>
internal readonly record struct LoginTimes(DateTimeOffset AuthenticatedAt, TimeSpan Lifetime)
{
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">One is outside its legal range.</exception>
    /// <exception cref="InvalidOperationException">The clock stands before 1970.</exception>
    public static LoginTimes Of(IssueOptions? options, TimeSpan defaultLifetime, DateTimeOffset now)
    {
        if (now < DateTimeOffset.UnixEpoch)
            throw new InvalidOperationException("The clock (TimeProvider) stands before 1970, and the dates of a token begin there (RFC 7519 §2). Set it to 1970 or later.");

        // The end of the calendar is the end of every lifetime.
        TimeSpan left = DateTimeOffset.MaxValue - now;
        if (options is null)
            return new(now, Shorter(defaultLifetime, left));
        if (options.Lifetime is { } lifetime && (lifetime <= TimeSpan.Zero || lifetime > MaxLifetime))
            throw Wrong("IssueOptions.Lifetime is outside its legal range: more than 0 and at most 24 hours.");
        if (options.AuthenticatedAt is { } at && (at < DateTimeOffset.UnixEpoch || at - now > MaxAhead))
            throw Wrong("IssueOptions.AuthenticatedAt is outside its legal range: from 1970 to now, and up to 5 minutes later, which clocks may differ by and which counts as now.");
        if (options.Label is { } label && (label.Length > IssueOptions.MaxLabelLength || !UnicodeText.IsValid(label)))
            throw Wrong($"IssueOptions.Label is at most {IssueOptions.MaxLabelLength} characters of valid Unicode.");

        DateTimeOffset authenticatedAt = options.AuthenticatedAt is { } past && past < now ? past : now;
        return new(authenticatedAt, Shorter(options.Lifetime ?? defaultLifetime, left));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

#pragma warning disable CA2208 // The parameter is the public caller's.
    private static ArgumentException Wrong(string message) => new(message, "options");
#pragma warning restore CA2208
}
