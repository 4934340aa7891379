namespace AuthStrategies;

/// <summary>A session was bound to the key of a device (<see cref="IDeviceBinding"/>). It happens once in a session. Name: <c>device_bound</c>.</summary>
public sealed record DeviceBoundEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "device_bound";

    /// <summary>The algorithm of the key: <c>ES256</c> or <c>RS256</c>.</summary>
    public required string Algorithm { get; init; }
}
