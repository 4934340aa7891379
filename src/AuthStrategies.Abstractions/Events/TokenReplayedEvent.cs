namespace AuthStrategies;

/// <summary>
/// A token that had been replaced was used again, and accepted: an honest client does this when an answer was lost or several requests ran
/// together. Name: <c>token_replayed</c>.
/// </summary>
public sealed record TokenReplayedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "token_replayed";

    /// <summary>
    /// Whether it was used so late that a second client may have the token. The session goes on, and ends
    /// (<see cref="TokenReusedEvent"/>) if both tokens are used. Such an event is dropped last, like an end.
    /// </summary>
    public bool IsSuspicious { get; init; }
}
