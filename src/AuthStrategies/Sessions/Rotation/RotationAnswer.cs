namespace AuthStrategies.Sessions.Rotation;

/// <summary>The answer to the client.</summary>
internal enum RotationAnswer
{
    /// <summary>Authenticate: the request is accepted, and its response leaves the cookie as it is.</summary>
    Accept = 1,

    /// <summary>Authenticate: the request is accepted; decide again when its response headers are sent.</summary>
    AcceptThenAtHeaders = 2,

    /// <summary>Refresh: the presented token is the current one and is returned. For a cookie: no Set-Cookie.</summary>
    SameToken = 3,

    /// <summary>Refresh: success, and the answer carries no token (RFC 6749 §5.1). At headers: nothing is sent.</summary>
    Unchanged = 4,

    /// <summary>The client receives the current token, which is derived from the presented one and the stored salt.</summary>
    HandCurrent = 5,

    /// <summary>The client receives the token that becomes current by the write of this decision.</summary>
    HandSuccessor = 6,

    /// <summary>Refused: the session ends.</summary>
    Reused = 7,
}
