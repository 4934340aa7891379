namespace AuthStrategies.Sessions;

/// <summary>What a session's token is good for. The numbers are stored in payloads: never renumber.</summary>
internal enum SessionKind : byte
{
    /// <summary>The token is the credential itself.</summary>
    Session = 1,

    /// <summary>The token buys access tokens and is no credential on its own.</summary>
    Refresh = 2,
}
