namespace AuthStrategies;

/// <summary>
/// Two clients used different tokens of one session, so that it was ended: one of them has a copy that is not its own
/// (<see cref="AuthFailureReason.Reused"/>). <see cref="AuthEvent.Client"/> is the one that came last, which may be either of them. A
/// <see cref="SessionEndedEvent"/> follows. Name: <c>token_reused</c>.
/// </summary>
public sealed record TokenReusedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "token_reused";
}
