namespace AuthStrategies.Sessions;

/// <summary>How often, and how much.</summary>
internal static class SessionLimits
{
    /// <summary>
    /// How often a lost compare-and-swap is decided anew. A session rotates once per reuse window and is renewed once per
    /// tenth of its idle time, so one caller loses twice at the most unless somebody replaces its claims in a loop or the
    /// store does not keep its word. Eight leaves room for the former and soon tells the latter.
    /// </summary>
    public const int Attempts = 8;

    /// <summary>
    /// How often a lost write of claims alone is tried again. Where a hundred refresh at once and the application never
    /// answers the same twice, all of them would go on writing; after this, the answer of another that was written a
    /// moment ago stays in the record.
    /// </summary>
    public const int ClaimAttempts = 4;

    /// <summary>How often a new name is drawn when the store says that it is taken: with 128 random bits never, unless the store is wrong.</summary>
    public const int NameAttempts = 3;

    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(400);

    /// <summary>How far ahead the clock may be that an application took the moment of authentication from.</summary>
    public static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);
}
