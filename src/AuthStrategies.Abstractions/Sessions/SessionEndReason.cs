namespace AuthStrategies;

/// <summary>
/// Why a session ended, for the user whose session it was. New values may be added, so a <c>switch</c> needs a <c>default</c>.
/// The <see langword="default"/> value is <see cref="Unknown"/>.
/// </summary>
public enum SessionEndReason
{
    /// <summary>No reason is known. The session may have ended more than 24 hours ago, or its reason could not be written.</summary>
    Unknown = 0,

    /// <summary>The session's own client logged out. It knows that, so this reason is not kept.</summary>
    LoggedOut = 1,

    /// <summary>The user ended the session from another one, for example from a list of sessions or with "log out everywhere".</summary>
    LoggedOutElsewhere = 2,

    /// <summary>The same client logged in anew: <see cref="IssueOptions.Replaces"/>.</summary>
    ReplacedByLogin = 3,

    /// <summary>The subject had more sessions than allowed, and this one was the least recently used.</summary>
    SessionLimit = 4,

    /// <summary>The user's password or another means of login was changed.</summary>
    PasswordChanged = 5,

    /// <summary>The account was locked or disabled.</summary>
    AccountLocked = 6,

    /// <summary>The account was deleted.</summary>
    AccountDeleted = 7,

    /// <summary>An administrator ended the session.</summary>
    Administrator = 8,

    /// <summary>The application ended the session for a reason that it names with a text code.</summary>
    Application = 9,

    /// <summary>
    /// The session was ended for safety: a credential that had been replaced was used again. A message to a user says "ended for safety; log in
    /// again", not that something was stolen: that is not known, and the reader may be either of the two clients.
    /// </summary>
    Safety = 10,

    /// <summary>The sessions of all users were ended: <see cref="ISessionDirectory.RevokeEverythingAsync"/>.</summary>
    RevokedEverything = 11,

    /// <summary>
    /// All sessions of the user were ended (<see cref="ISessionDirectory.RevokeAllAsync"/>), and the reason that the call gave was not kept for this
    /// one, because the session store had lost it from the list of the user. By whom it was ended is <see cref="SessionEndedBy.Unknown"/> then.
    /// If an application gives this reason itself (<see cref="SessionRevokeOptions.Reason"/>), it is <see cref="SessionEndedBy.Application"/>.
    /// </summary>
    RevokedAll = 12,
}
