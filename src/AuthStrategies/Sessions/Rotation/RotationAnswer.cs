namespace AuthStrategies.Sessions.Rotation;

/// <summary>What the client is told.</summary>
internal enum RotationAnswer
{
    /// <summary>Authenticate: the request is accepted, and its response leaves the cookie as it is.</summary>
    Accept = 1,

    /// <summary>Authenticate: the request is accepted; decide again when its response headers are sent.</summary>
    AcceptThenAtHeaders = 2,

    /// <summary>Refresh: the token that was presented is the current one and is handed back. Over a cookie: no Set-Cookie.</summary>
    SameToken = 3,

    /// <summary>Refresh: success, and the answer carries no token (RFC 6749 §5.1). At headers: nothing is sent.</summary>
    Unchanged = 4,

    /// <summary>The current token is handed out; it derives from the one presented and the stored salt.</summary>
    HandCurrent = 5,

    /// <summary>The token that this decision's write makes current is handed out.</summary>
    HandSuccessor = 6,

    /// <summary>Refused: the session ends.</summary>
    Reused = 7,
}
