namespace AuthStrategies.AspNetCore;

/// <summary>How a credential reaches the client at sign-in.</summary>
public enum CredentialTransport
{
    /// <summary>In a cookie that the browser keeps and scripts cannot read. The default for sessions.</summary>
    Cookie,

    /// <summary>In the body of the answer, for the client to send as <c>Authorization: Bearer</c> (RFC 6750). The default for JWTs.</summary>
    Bearer,
}
