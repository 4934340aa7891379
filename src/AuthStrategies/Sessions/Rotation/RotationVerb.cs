namespace AuthStrategies.Sessions.Rotation;

/// <summary>What the client does with its token.</summary>
internal enum RotationVerb
{
    /// <summary>A request presents it.</summary>
    Authenticate = 1,

    /// <summary>The client asks for a newer one.</summary>
    Refresh = 2,

    /// <summary>A request that presented it and was accepted is about to send its response headers.</summary>
    AtHeaders = 3,
}
