namespace AuthStrategies;

/// <summary>
/// The proof of a device was refused: its key was not registered, or its bound cookie was not renewed. The session goes on as it was. Clients can send
/// invalid proofs at any rate. <see cref="AuthEvent.SessionId"/> is the session that the request names, and proves nothing about its sender;
/// <see cref="AuthEvent.Strategy"/> is empty if no session is known. Name: <c>device_refused</c>.
/// </summary>
public sealed record DeviceRefusedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "device_refused";

    /// <summary>Why.</summary>
    public required DeviceRefusal Reason { get; init; }

    /// <summary>Whether the renewal of a bound cookie was refused, not the registration of a key.</summary>
    public bool IsRefresh { get; init; }
}
