namespace AuthStrategies.Sessions;

/// <summary>The result of checking a token against the record that it names.</summary>
internal enum SessionStatus
{
    /// <summary>There is no such session of this strategy and kind.</summary>
    Unknown = 0,

    /// <summary>The session has expired.</summary>
    Expired = 1,

    /// <summary>The token is the current one.</summary>
    Current = 2,

    /// <summary>The token is the previous one and was just replaced: its owner may receive the current one.</summary>
    Previous = 3,

    /// <summary>The name part is correct and the secret part is wrong: only a client that once had a token of this session can present that.</summary>
    Reused = 4,
}
