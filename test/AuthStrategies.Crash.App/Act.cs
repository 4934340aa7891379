namespace AuthStrategies.Crash;

/// <summary>What the application does before it dies.</summary>
public enum Act
{
    /// <summary>Logs somebody in, in place of an older login.</summary>
    Login,

    Refresh,

    Logout,

    /// <summary>Ends all logins of somebody but one.</summary>
    LogoutOthers,

    /// <summary>Logs in, refreshes and logs out without end.</summary>
    Life,
}
