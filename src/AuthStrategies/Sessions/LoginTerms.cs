using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>What one login is to be, checked and fixed at one instant: nothing of it depends on the caller's options afterwards.</summary>
internal sealed class LoginTerms
{
    public required DateTimeOffset Now { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    public required bool Persistent { get; init; }

    public required string? Label { get; init; }

    /// <param name="options">The caller's wishes.</param>
    /// <param name="lifetime">The wished time to the absolute end; <see langword="null"/> takes the policy's.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="now">The instant of the login.</param>
    /// <exception cref="ArgumentException">An option is outside its legal range.</exception>
    public static LoginTerms Of(IssueOptions options, TimeSpan? lifetime, SessionPolicy policy, DateTimeOffset now)
    {
        SessionLifetimes lifetimes = policy.LifetimesOf(options.Persistent);
        TimeSpan absolute = Shorter(Valid(lifetime) ?? lifetimes.Absolute, DateTimeOffset.MaxValue - now);
        return new()
        {
            Now = now,
            AuthenticatedAt = Valid(options.AuthenticatedAt ?? now, now),
            ExpiresAt = now + Shorter(lifetimes.Idle, absolute),
            AbsoluteExpiresAt = now + absolute,
            Persistent = options.Persistent,
            Label = Valid(options.Label),
        };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan? Valid(TimeSpan? lifetime)
    {
        if (lifetime is { } given && (given <= TimeSpan.Zero || given > SessionLimits.MaxLifetime))
            throw Wrong($"Lifetime is {given:c}; it must be longer than zero and at most {SessionLimits.MaxLifetime.TotalDays:0} days, or null for the configured time.");
        return lifetime;
    }

    private static DateTimeOffset Valid(DateTimeOffset authenticatedAt, DateTimeOffset now)
    {
        if (authenticatedAt - now > SessionLimits.MaxClockDifference)
            throw Wrong($"AuthenticatedAt is more than {SessionLimits.MaxClockDifference.TotalMinutes:0} minutes in the future; it must be the moment when the user last proved who they are, or null for now.");
        return authenticatedAt > now ? now : authenticatedAt.ToUniversalTime();
    }

    private static string? Valid(string? label)
    {
        if (label?.Length > IssueOptions.MaxLabelLength)
            throw Wrong($"Label has {label.Length} characters; {IssueOptions.MaxLabelLength} are the most.");
        if (!UnicodeText.IsValid(label))
            throw Wrong("Label is not valid Unicode: it holds half of a surrogate pair.");
        return label;
    }

#pragma warning disable CA2208 // The parameter is the public caller's: IssueAsync calls it "options".
    private static ArgumentException Wrong(string message) => new(message, "options");
#pragma warning restore CA2208
}
