namespace AuthStrategies.Crash;

/// <summary>What the application does before it dies.</summary>
public enum Act
{
    /// <summary>Logs a user in, in place of an older session.</summary>
    Login,

    Refresh,

    Logout,

    /// <summary>Ends all sessions of a user but one.</summary>
    LogoutOthers,

    /// <summary>Logs in, refreshes and logs out without end.</summary>
    Life,
}
