namespace AuthStrategies.Tests.Support;

/// <summary>From which page a browser sends a request; the SameSite attribute depends on it.</summary>
public enum CookieContext
{
    /// <summary>From a page of the same site, or typed by the user.</summary>
    SameSite = 0,

    /// <summary>A link on a page of another site opens the page (a safe method).</summary>
    CrossSiteNavigation = 1,

    /// <summary>A page of another site embeds, fetches or posts.</summary>
    CrossSite = 2,
}
