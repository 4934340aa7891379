namespace AuthStrategies;

/// <summary>The token of a session was replaced by its successor, at a refresh or with the response to a request. Name: <c>token_rotated</c>.</summary>
public sealed record TokenRotatedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "token_rotated";
}
