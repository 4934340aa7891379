namespace AuthStrategies;

/// <summary>
/// A strategy refused a credential, at a request or at a refresh. Clients can send invalid credentials at any rate, and with several strategies
/// each one that was asked makes an event. Name: <c>credential_refused</c>.
/// </summary>
public sealed record CredentialRefusedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "credential_refused";

    /// <summary>Why.</summary>
    public required AuthFailureReason Reason { get; init; }

    /// <summary>Whether a refresh was refused, not a request.</summary>
    public bool IsRefresh { get; init; }
}
