namespace AuthStrategies.Sessions;

/// <summary>The kind of a session's token. The numbers are stored in payloads: never change them.</summary>
internal enum SessionKind : byte
{
    /// <summary>The token is the credential itself.</summary>
    Session = 1,

    /// <summary>A refresh token: it is exchanged for access tokens and does not authenticate requests.</summary>
    Refresh = 2,
}
