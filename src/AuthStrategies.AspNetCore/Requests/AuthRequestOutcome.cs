namespace AuthStrategies.AspNetCore;

/// <summary>What became of the credential of a request.</summary>
public enum AuthRequestOutcome
{
    /// <summary>There was no credential.</summary>
    NoCredential,

    /// <summary>The client was recognised.</summary>
    Authenticated,

    /// <summary>The credential was refused; a challenge is answered 401.</summary>
    Refused,

    /// <summary>The credential was presented in an unlawful way, or there was more than one; a challenge is answered 400.</summary>
    InvalidRequest,

    /// <summary>A cookie came with an unsafe request from another site and was not looked at; a challenge is answered 403.</summary>
    CrossSite,

    /// <summary>The store that knows could not answer; a challenge is answered 503.</summary>
    Unavailable,
}
