namespace AuthStrategies;

/// <summary>What <see cref="IFormerLogins.MoveAsync"/> did. New values may be added.</summary>
public enum FormerLoginOutcome
{
    /// <summary>There is no session: all logins of the user, or of the strategy, were ended after the former credential was issued.</summary>
    Ended = 0,

    /// <summary>This call began the session.</summary>
    Moved = 1,

    /// <summary>Another call was first, or is just about to note that it was: its session is there, or has ended.</summary>
    MovedByAnother = 2,
}
