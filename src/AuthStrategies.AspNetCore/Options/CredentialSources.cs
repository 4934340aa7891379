namespace AuthStrategies.AspNetCore;

/// <summary>
/// Where a credential is read from. Query strings are enabled by path, <see cref="AuthStrategyHttpOptions.AcceptQueryString"/>, and other
/// headers by name, <see cref="AuthStrategyHttpOptions.AcceptHeader"/>.
/// </summary>
[Flags]
public enum CredentialSources
{
    /// <summary>Only the query strings and headers that were enabled.</summary>
    None = 0,

    /// <summary>The strategy's cookie.</summary>
    Cookie = 1,

    /// <summary>The header <c>Authorization: Bearer</c>.</summary>
    Bearer = 2,
}
