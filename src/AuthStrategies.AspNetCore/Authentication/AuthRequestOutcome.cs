namespace AuthStrategies.AspNetCore;

/// <summary>The result of authenticating a request.</summary>
public enum AuthRequestOutcome
{
    /// <summary>The request contains no credential.</summary>
    NoCredential = 0,

    /// <summary>The client is authenticated.</summary>
    Authenticated = 1,

    /// <summary>The credential was refused; a challenge is answered 401.</summary>
    Refused = 2,

    /// <summary>The request's credentials are malformed or ambiguous, for example there is more than one; a challenge is answered 400.</summary>
    InvalidRequest = 3,

    /// <summary>An unsafe request from another site contains a cookie, which was not checked; a challenge is answered 403.</summary>
    CrossSite = 4,

    /// <summary>A store did not answer; a challenge is answered 503.</summary>
    Unavailable = 5,
}
