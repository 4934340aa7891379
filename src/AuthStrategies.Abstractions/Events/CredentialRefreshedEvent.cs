namespace AuthStrategies;

/// <summary>A client asked for a refresh and was accepted. Name: <c>credential_refreshed</c>.</summary>
public sealed record CredentialRefreshedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "credential_refreshed";

    /// <summary>When the credential that was handed out expires, UTC; <see langword="null"/> if the client keeps the one that it has.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
