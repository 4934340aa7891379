namespace AuthStrategies.Redis.Connections;

/// <summary>Why Redis could not answer. Each has an event of its own in the log.</summary>
internal enum RedisFailureKind
{
    /// <summary>Nothing below; the inner exception says more.</summary>
    Unexpected,

    /// <summary>No connection to a primary, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>Still reading its data set.</summary>
    Loading,

    /// <summary>The server is a replica.</summary>
    ReadOnly,

    /// <summary>The server is a replica and has lost its primary.</summary>
    PrimaryDown,

    /// <summary>Password or access list say no.</summary>
    AccessDenied,

    /// <summary>maxmemory is reached.</summary>
    OutOfMemory,

    /// <summary>Somebody else keeps something of another type under our key.</summary>
    WrongType,

    /// <summary>A script was refused or broke, or one of somebody else's does not end.</summary>
    ScriptFailed,

    /// <summary>The cluster does not serve the slot.</summary>
    ClusterDown,

    /// <summary>Writes are refused: persistence is broken or replicas are missing.</summary>
    WritesRefused,
}
