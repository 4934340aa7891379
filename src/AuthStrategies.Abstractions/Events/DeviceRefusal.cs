namespace AuthStrategies;

/// <summary>
/// Why the proof of a device was refused. New values may be added, so a <c>switch</c> needs a default. The <see langword="default"/> value is
/// <see cref="Unspecified"/>.
/// </summary>
public enum DeviceRefusal
{
    /// <summary>No reason is given. This library does not use it.</summary>
    Unspecified = 0,

    /// <summary>The request has not exactly one proof, names no session, or its proof has another form, type or algorithm than is accepted.</summary>
    InvalidProof = 1,

    /// <summary>The proof is signed by another key than the one that it names or, at a refresh, than that of the session. A browser never sends one.</summary>
    WrongKey = 2,

    /// <summary>
    /// The proof answers no challenge that this application waits for: it is late, was answered before, or is of another session. At a refresh the answer
    /// has another challenge.
    /// </summary>
    UnknownChallenge = 3,

    /// <summary>The request to register has no cookie of the session that was asked to, or the session has ended.</summary>
    UnknownSession = 4,

    /// <summary>The session has a key already. A browser whose answer was lost may try again.</summary>
    AlreadyBound = 5,

    /// <summary>The record of the session has no room for the key.</summary>
    TooLarge = 6,
}
