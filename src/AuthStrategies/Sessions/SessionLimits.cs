using AuthStrategies.Diagnostics;

namespace AuthStrategies.Sessions;

/// <summary>Limits of attempts and times.</summary>
internal static class SessionLimits
{
    /// <summary>
    /// How often a call starts again after a lost compare-and-swap. Many requests of one user may change the items of a session together,
    /// and no change may get lost: of n callers that start together the last one loses up to n - 1 times, and so does a refresh beside
    /// them. More losses mean that the store gives wrong answers.
    /// </summary>
    public const int Attempts = 64;

    /// <summary>
    /// How often a lost write of claims alone is repeated. If a hundred callers refresh together and the application gives
    /// each another answer, all of them would continue to write; after this many attempts the last written answer stays.
    /// </summary>
    public const int ClaimAttempts = 4;

    /// <summary>How often a login counts the sessions again because one that it wanted to end was used at that moment.</summary>
    public const int TrimAttempts = 3;

    /// <summary>How often a new id is created if the store says that it exists: with 128 random bits this never happens, unless the store is wrong.</summary>
    public const int NameAttempts = 3;

    /// <summary>
    /// How far below the limit of sessions per subject a login does not look at the other sessions. Many logins of one subject may run at
    /// once: so many of them end the right sessions together. A limit that is not much higher is too low for a difference.
    /// </summary>
    public const int UnreadBelowLimit = 64;

    public static readonly TimeSpan MinLifetime = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(400);

    /// <summary>Activity is written at least this often, because the limit of sessions per subject ends the least recently used.</summary>
    public static readonly TimeSpan MaxRenewalInterval = TimeSpan.FromHours(1);

    /// <summary>How far another clock may be ahead: that of <see cref="IssueOptions.AuthenticatedAt"/>, of a record or of a token.</summary>
    public static readonly TimeSpan MaxClockDifference = OwnClock.MaxDifference;

    /// <summary>
    /// How far after now a session's time of creation may be set, so that it is later than the last use of the others. Less than
    /// <see cref="MaxClockDifference"/>, because a node whose clock is behind must accept the new session too.
    /// </summary>
    public static readonly TimeSpan MaxCreationLead = TimeSpan.FromMinutes(4);
}
