namespace AuthStrategies.Sessions;

/// <summary>Limits of attempts and times.</summary>
internal static class SessionLimits
{
    /// <summary>
    /// How often a call starts again after a lost compare-and-swap. A session rotates once per reuse window and is renewed once per
    /// tenth of its idle timeout, so one caller normally loses at most twice. More losses mean that other calls replace the claims
    /// in a loop, for which eight attempts are enough, or that the store gives wrong answers, which eight attempts report soon.
    /// </summary>
    public const int Attempts = 8;

    /// <summary>
    /// How often a lost write of claims alone is repeated. If a hundred callers refresh together and the application gives
    /// each another answer, all of them would continue to write; after this many attempts the last written answer stays.
    /// </summary>
    public const int ClaimAttempts = 4;

    /// <summary>How often a new id is created if the store says that it exists: with 128 random bits this never happens, unless the store is wrong.</summary>
    public const int NameAttempts = 3;

    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(400);

    /// <summary>How far the clock that set <see cref="IssueOptions.AuthenticatedAt"/> may be ahead.</summary>
    public static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);
}
