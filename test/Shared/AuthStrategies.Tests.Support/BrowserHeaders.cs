namespace AuthStrategies.Tests.Support;

/// <summary>The headers that browsers add to a request by themselves.</summary>
internal static class BrowserHeaders
{
    public static void Add(HttpRequestMessage message, BrowserRequestKind kind)
    {
        (string site, string mode, string target) = kind switch
        {
            BrowserRequestKind.AddressBar => ("none", "navigate", "document"),
            BrowserRequestKind.Navigation => ("same-origin", "navigate", "document"),
            BrowserRequestKind.Image => ("same-origin", "no-cors", "image"),
            BrowserRequestKind.Prefetch => ("same-origin", "no-cors", "empty"),
            _ => ("same-origin", "cors", "empty"),
        };
        message.Headers.Add("Sec-Fetch-Site", site);
        message.Headers.Add("Sec-Fetch-Mode", mode);
        message.Headers.Add("Sec-Fetch-Dest", target);
        message.Headers.Add("Accept", mode == "navigate" ? "text/html,application/xhtml+xml,*/*;q=0.8" : "*/*");
        if (mode == "navigate")
            message.Headers.Add("Sec-Fetch-User", "?1");
        if (kind == BrowserRequestKind.Prefetch)
            message.Headers.Add("Sec-Purpose", "prefetch");
        if (message.Method != HttpMethod.Get && message.Method != HttpMethod.Head)
            message.Headers.Add("Origin", message.RequestUri!.GetLeftPart(UriPartial.Authority));
    }
}
