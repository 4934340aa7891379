namespace AuthStrategies;

/// <summary>A login: a credential was issued (<see cref="IAuthStrategy.IssueAsync"/>). Name: <c>credential_issued</c>.</summary>
public sealed record CredentialIssuedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "credential_issued";

    /// <summary>When the credential expires. UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether the user asked to stay logged in (<see cref="IssueOptions.Persistent"/>).</summary>
    public bool Persistent { get; init; }
}
