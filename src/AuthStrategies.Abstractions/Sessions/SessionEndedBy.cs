namespace AuthStrategies;

/// <summary>
/// By whom or by what a session was ended. New values may be added, so a <c>switch</c> needs a <c>default</c>.
/// The <see langword="default"/> value is <see cref="Unknown"/>.
/// </summary>
public enum SessionEndedBy
{
    /// <summary>It is not known.</summary>
    Unknown = 0,

    /// <summary>The user, with the client of the session itself: a logout, or a new login that replaced the session.</summary>
    User = 1,

    /// <summary>The user, with another session.</summary>
    OtherSession = 2,

    /// <summary>The limit of sessions per subject.</summary>
    Limit = 3,

    /// <summary>An administrator.</summary>
    Administrator = 4,

    /// <summary>The application, for example after a change of the password.</summary>
    Application = 5,

    /// <summary>The library, because a credential that had been replaced was used again.</summary>
    SuspectedTheft = 6,

    /// <summary>The end of the sessions of all users: <see cref="ISessionDirectory.RevokeEverythingAsync"/>.</summary>
    RevokeEverything = 7,
}
