namespace AuthStrategies.AspNetCore;

/// <summary>
/// Marks an endpoint that demands a credential and judges it itself, whatever authorization says of it: ours for the current login,
/// for the list of logins and for logging out everywhere. For whoever describes the application. Immutable.
/// </summary>
public sealed class AuthCredentialMetadata
{
    private AuthCredentialMetadata()
    {
    }

    /// <summary>The only one.</summary>
    public static AuthCredentialMetadata Instance { get; } = new();
}
