namespace AuthStrategies;

/// <summary>What <see cref="IDeviceBinding.BindDeviceAsync"/> has done.</summary>
public enum DeviceBindingOutcome
{
    /// <summary>Nothing: the credential is not accepted, is of another session, or its session has ended.</summary>
    NotFound = 0,

    /// <summary>The session is bound to the key now.</summary>
    Bound = 1,

    /// <summary>Nothing: the session was bound before. A session is bound once.</summary>
    AlreadyBound = 2,

    /// <summary>Nothing: the record of the session has no room for the key. The session goes on without it.</summary>
    TooLarge = 3,
}
