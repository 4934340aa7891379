namespace AuthStrategies.Sessions;

/// <summary>What a record says about a token that names it.</summary>
internal enum SessionStatus
{
    /// <summary>There is no such session of this strategy and kind.</summary>
    Unknown = 0,

    /// <summary>It is there and past its time.</summary>
    Expired,

    /// <summary>The token is the current one.</summary>
    Current,

    /// <summary>The token was replaced a moment ago: its holder may have the current one.</summary>
    Replaced,

    /// <summary>Right name part, wrong secret part: only somebody who held a token of this session can present that.</summary>
    Stolen,
}
