namespace AuthStrategies.AspNetCore;

/// <summary>Where a credential is looked for in a request. Query strings are opted into by path: <see cref="AuthStrategyHttpOptions.AcceptQueryString"/>.</summary>
[Flags]
public enum CredentialSources
{
    /// <summary>Nowhere but in the query strings that were opted into.</summary>
    None = 0,

    /// <summary>The strategy's cookie.</summary>
    Cookie = 1,

    /// <summary>The header <c>Authorization: Bearer</c>.</summary>
    Bearer = 2,
}
