namespace AuthStrategies.AspNetCore.Keys;

/// <summary>What a <see cref="DeviceStatement"/> is for.</summary>
internal enum DeviceStatementKind
{
    /// <summary>The challenge of a registration, sent at sign-in.</summary>
    Registration = 0,

    /// <summary>The challenge of a refresh.</summary>
    Refresh = 1,

    /// <summary>The bound cookie.</summary>
    Cookie = 2,
}
