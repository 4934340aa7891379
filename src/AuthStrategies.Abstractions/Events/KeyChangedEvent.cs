namespace AuthStrategies;

/// <summary>
/// A rotating key of a JWT strategy got another state, as this node sees it: each node makes its own event. Name: <c>key_changed</c>.
/// </summary>
public sealed record KeyChangedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "key_changed";

    /// <summary>The id of the key (<c>kid</c>), which is public.</summary>
    public required string KeyId { get; init; }

    /// <summary>What happened to it.</summary>
    public required KeyChange Change { get; init; }
}
