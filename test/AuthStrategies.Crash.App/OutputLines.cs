namespace AuthStrategies.Crash;

/// <summary>What a process says on its standard output: the first word of each line.</summary>
public static class OutputLines
{
    /// <summary>A session was handed to its client; the rest is the session.</summary>
    public const string Issued = "issued";

    /// <summary>A refreshed session was handed to its client; the rest is the session.</summary>
    public const string Refreshed = "refreshed";

    /// <summary>A logout was answered with yes; the rest is the session id.</summary>
    public const string Revoked = "revoked";

    /// <summary>The other sessions were ended; the rest is how many.</summary>
    public const string RevokedOthers = "revoked-others";

    /// <summary>How many exchanges with the store the act took.</summary>
    public const string Exchanges = "exchanges";

    /// <summary>A refresh begins; the rest is the session id.</summary>
    public const string Refreshes = "refreshes";

    /// <summary>A logout begins; the rest is the session id.</summary>
    public const string Revokes = "revokes";

    /// <summary>By how many seconds the clock is ahead from here on.</summary>
    public const string Ahead = "ahead";
}
