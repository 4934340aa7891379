namespace AuthStrategies.AspNetCore.Http;

/// <summary>The header fields of device-bound sessions (W3C Device Bound Session Credentials, section 9).</summary>
internal static class DeviceHeaders
{
    /// <summary>Response: the browser may register a key.</summary>
    public const string Registration = "Secure-Session-Registration";

    /// <summary>Response: what the next proof must answer.</summary>
    public const string Challenge = "Secure-Session-Challenge";

    /// <summary>Request: a proof.</summary>
    public const string Proof = "Secure-Session-Response";

    /// <summary>Request: which session is refreshed. Scripts cannot set it.</summary>
    public const string SessionId = "Sec-Secure-Session-Id";

    /// <summary>Request: why the browser did not refresh.</summary>
    public const string Skipped = "Secure-Session-Skipped";
}
