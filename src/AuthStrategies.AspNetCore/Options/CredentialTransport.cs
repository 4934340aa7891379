namespace AuthStrategies.AspNetCore;

/// <summary>How sign-in sends a credential to the client.</summary>
public enum CredentialTransport
{
    /// <summary>In a cookie that the browser keeps and scripts cannot read. The default for sessions.</summary>
    Cookie = 0,

    /// <summary>In the body of the response; the client sends it as <c>Authorization: Bearer</c> (RFC 6750). The default for JWTs.</summary>
    Bearer = 1,
}
