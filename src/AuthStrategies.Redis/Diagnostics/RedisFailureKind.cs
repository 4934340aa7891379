namespace AuthStrategies.Redis.Diagnostics;

/// <summary>Why Redis could not answer. Each kind has its own log event.</summary>
internal enum RedisFailureKind
{
    /// <summary>None of the kinds below; see the inner exception.</summary>
    Unexpected,

    /// <summary>There is no connection to a primary, or it broke.</summary>
    Unreachable,

    /// <summary>Redis did not answer in time.</summary>
    TimedOut,

    /// <summary>The server is still loading its data set.</summary>
    Loading,

    /// <summary>The server is a replica.</summary>
    ReadOnly,

    /// <summary>The server is a replica and has lost its primary.</summary>
    PrimaryDown,

    /// <summary>The password or the access list refused the call.</summary>
    AccessDenied,

    /// <summary>The server reached maxmemory.</summary>
    OutOfMemory,

    /// <summary>The key has a value of another type, written by another program.</summary>
    WrongType,

    /// <summary>A script was refused or failed, or another program's script does not end.</summary>
    ScriptFailed,

    /// <summary>The cluster does not serve the key's slot.</summary>
    ClusterDown,

    /// <summary>The server refuses writes: persistence is broken or replicas are missing.</summary>
    WritesRefused,

    /// <summary>The TLS connection was not established.</summary>
    TlsFailed,

    /// <summary>The Sentinels do not say which server is the primary, or the connection to it is not open yet.</summary>
    PrimaryUnknown,
}
