namespace AuthStrategies;

/// <summary>
/// A request was refused before a strategy was asked, because of where it came from or how its credentials were sent. Clients can send such
/// requests at any rate; a request makes at most one event for each reason. <see cref="AuthEvent.Strategy"/> is empty. Name:
/// <c>request_refused</c>.
/// </summary>
public sealed record RequestRefusedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "request_refused";

    /// <summary>Why.</summary>
    public required RequestRefusal Reason { get; init; }
}
