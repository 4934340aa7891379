namespace AuthStrategies.Sessions;

/// <summary>The state of the session that a token names. What the token is to a live session says <see cref="Rotation.PresentedSecret"/>.</summary>
internal enum SessionStatus
{
    /// <summary>There is no such session of this strategy and kind.</summary>
    Unknown = 0,

    /// <summary>The session has expired.</summary>
    Expired = 1,

    /// <summary>The session is live.</summary>
    Live = 2,

    /// <summary>A clock that is ahead wrote the record. It is not accepted, so that such a clock prolongs no session.</summary>
    Ahead = 3,
}
