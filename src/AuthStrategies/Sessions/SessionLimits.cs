namespace AuthStrategies.Sessions;

/// <summary>Limits of attempts and times.</summary>
internal static class SessionLimits
{
    /// <summary>
    /// How often a call starts again after a lost compare-and-swap. A session rotates once per reuse window and is renewed once
    /// per tenth of its idle time, so one caller loses at most twice, unless other calls replace its claims in a loop or the
    /// store gives wrong answers. Eight leaves room for the former and soon reports the latter.
    /// </summary>
    public const int Attempts = 8;

    /// <summary>
    /// How often a lost write of claims alone is tried again. If a hundred callers refresh at once and the application gives
    /// each another answer, all of them would go on writing; after this many attempts the last written answer stays.
    /// </summary>
    public const int ClaimAttempts = 4;

    /// <summary>How often a new id is drawn when the store says that it exists: never with 128 random bits, unless the store is wrong.</summary>
    public const int NameAttempts = 3;

    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(400);

    /// <summary>How far the clock that gave <see cref="IssueOptions.AuthenticatedAt"/> may be ahead.</summary>
    public static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);
}
