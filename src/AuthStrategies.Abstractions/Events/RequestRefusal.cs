namespace AuthStrategies;

/// <summary>
/// Why a request was refused before a strategy was asked about its credential. New values may be added, so a <c>switch</c> needs a default. The
/// <see langword="default"/> value is <see cref="Unspecified"/>.
/// </summary>
public enum RequestRefusal
{
    /// <summary>No reason is given. This library does not use it.</summary>
    Unspecified = 0,

    /// <summary>A page of another site sent a request that could change something.</summary>
    CrossSite = 1,

    /// <summary>The request has more than one credential, or the same header more than once.</summary>
    SeveralCredentials = 2,

    /// <summary>The copies of a cookie are of different sessions, or more than are compared.</summary>
    SeveralSessions = 3,

    /// <summary>The request has a cookie that servers read in different ways, so that it may be one of ours or not.</summary>
    AmbiguousCookie = 4,

    /// <summary>A header, a cookie or a body for a credential has another form than one credential.</summary>
    Malformed = 5,
}
