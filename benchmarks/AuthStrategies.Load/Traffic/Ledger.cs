namespace AuthStrategies.Load.Traffic;

/// <summary>What one client did, and what it saw that must not be. Used by one thread.</summary>
internal sealed class Ledger
{
    public int Logins { get; set; }

    public int Requests { get; set; }

    public int Refreshes { get; set; }

    public int Logouts { get; set; }

    /// <summary>Calls that ended in "cannot tell".</summary>
    public int Unanswered { get; set; }

    /// <summary>Logins that failed and whose session may exist; no client has the credential.</summary>
    public int Orphans { get; set; }

    /// <summary>Live sessions that the store has forgotten, which it may: their users log in again.</summary>
    public int Forgotten { get; set; }

    /// <summary>Sessions that "log out everywhere" has missed, because the store had forgotten the list; the client ended each of them then.</summary>
    public int Missed { get; set; }

    /// <summary>The longest that a revoked credential was still accepted on another node.</summary>
    public TimeSpan LongestDelay { get; set; }

    public List<string> Wrongs { get; } = [];

    public void Wrong(string what) => Wrongs.Add(what);
}
