namespace AuthStrategies.AspNetCore.Http;

/// <summary>Which other cookies of the same name a response deletes.</summary>
internal enum CookieReach
{
    /// <summary>None: the response changes the cookie that the options describe.</summary>
    Present = 0,

    /// <summary>Those that the options name as former ones.</summary>
    Former = 1,

    /// <summary>All that the browser can have sent, which cannot tell one of them from another.</summary>
    All = 2,
}
