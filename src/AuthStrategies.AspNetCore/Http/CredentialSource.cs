namespace AuthStrategies.AspNetCore.Http;

/// <summary>Where a credential was found.</summary>
internal enum CredentialSource
{
    Bearer,
    Cookie,
    Query,
    Header,
    Body,

    /// <summary><c>Authorization: DPoP</c>: together with a proof of the key that it is bound to.</summary>
    DPoP,
}
