namespace AuthStrategies;

/// <summary>
/// A credential was accepted for a request. Off by default, because every request would make one:
/// <c>AuthEventOptions.AuthenticatedEvery</c> turns it on for every request or for a part of them. Name: <c>credential_authenticated</c>.
/// </summary>
public sealed record CredentialAuthenticatedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "credential_authenticated";
}
