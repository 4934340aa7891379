namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>What the endpoint of a request says about its authentication. One byte, because every request has it.</summary>
[Flags]
internal enum RequestTraits : byte
{
    None = 0,

    /// <summary>It counts as activity: it moves the idle end of the session, and its response may replace cookies.</summary>
    Activity = 1,

    /// <summary>Its endpoint was known when it was authenticated.</summary>
    Routed = 2,

    /// <summary>It opens a connection to a hub, which outlives the request.</summary>
    Connection = 4,

    /// <summary>It is the browser's own request for a device-bound session, and no request of a user.</summary>
    Device = 8,
}
