namespace AuthStrategies.AspNetCore.Http;

/// <summary>Where a credential was found.</summary>
internal enum CredentialSource
{
    Bearer,
    Cookie,
    Query,
    Header,
    Body,
}
