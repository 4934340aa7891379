namespace AuthStrategies.AspNetCore;

/// <summary>
/// Marks an endpoint that requires a credential and checks it itself, independent of authorization: the endpoints for the
/// current session, for the list of sessions and for logging out everywhere. For code that describes the application. Immutable.
/// </summary>
public sealed class AuthCredentialMetadata
{
    private AuthCredentialMetadata()
    {
    }

    /// <summary>The only instance.</summary>
    public static AuthCredentialMetadata Instance { get; } = new();
}
