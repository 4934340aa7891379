namespace AuthStrategies.AspNetCore;

/// <summary>
/// Marks an endpoint that answers 403 to unsafe requests from pages of other sites, regardless of a credential
/// (<c>RequireSameOrigin</c>). For code that describes the application. Immutable.
/// </summary>
public sealed class AuthSameOriginMetadata
{
    private AuthSameOriginMetadata()
    {
    }

    /// <summary>The only instance.</summary>
    public static AuthSameOriginMetadata Instance { get; } = new();
}
