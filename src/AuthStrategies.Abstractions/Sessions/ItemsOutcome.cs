namespace AuthStrategies;

/// <summary>
/// What <see cref="ISessionItems.UpdateAsync"/> achieved. New values may be added. The <see langword="default"/> value is
/// <see cref="NotFound"/>: nothing was stored.
/// </summary>
public enum ItemsOutcome
{
    /// <summary>The credential belongs to no live session: unknown, expired, ended, or of another strategy.</summary>
    NotFound = 0,

    /// <summary>The session has the changed items: every later authentication on every node returns them.</summary>
    Updated = 1,

    /// <summary>The strategy of the credential keeps no items: a JWT strategy.</summary>
    NotSupported = 2,

    /// <summary>
    /// The session lives, and is bound to a device (<see cref="IDeviceBinding"/>), which the call does not prove. Nothing was changed; the session goes on.
    /// Change its items in a request of the browser, by a sign-in.
    /// </summary>
    DeviceBindingRequired = 3,

    /// <summary>
    /// The session lives and is bound to a key (RFC 9449), and the credential is not the one in use: its use would end the session, or put another credential
    /// in place of the one in use. That needs a proof of the key, which this call cannot give. Nothing was changed; the session goes on. Call again with the
    /// current credential.
    /// </summary>
    KeyProofRequired = 4,
}
