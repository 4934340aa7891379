namespace AuthStrategies.Tests.Support;

/// <summary>Why a browser sends a request; the Sec-Fetch headers say it (W3C Fetch Metadata).</summary>
public enum BrowserRequestKind
{
    /// <summary>A script of the page calls <c>fetch</c>.</summary>
    Fetch = 0,

    /// <summary>The user types an address.</summary>
    AddressBar = 1,

    /// <summary>The user follows a link of the page, or submits a form.</summary>
    Navigation = 2,

    /// <summary>The page contains an image.</summary>
    Image = 3,

    /// <summary>The browser fetches a page that the user may open next.</summary>
    Prefetch = 4,
}
