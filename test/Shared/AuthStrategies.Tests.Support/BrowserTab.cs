namespace AuthStrategies.Tests.Support;

/// <summary>A tab of a browser. Opening another page aborts the requests of the page before. For one thread.</summary>
public sealed class BrowserTab
{
    private readonly BrowserClient _browser;
    private readonly List<BrowserRequest> _underWay = [];

    internal BrowserTab(BrowserClient browser) => _browser = browser;

    /// <summary>Opens a page or submits a form, and aborts what the page before still waits for.</summary>
    public async Task<BrowserAnswer> NavigateAsync(string requestLine, BrowserRequestKind kind = BrowserRequestKind.Navigation)
    {
        await CloseAsync();
        BrowserRequest page = _browser.Start(requestLine, kind);
        _underWay.Add(page);
        return await page.Answer;
    }

    /// <summary>A script of the page sends a request.</summary>
    public BrowserRequest Fetch(string requestLine, params (string Name, string Value)[] headers)
    {
        BrowserRequest request = _browser.Start(requestLine, BrowserRequestKind.Fetch, delivers: null, headers);
        _underWay.Add(request);
        return request;
    }

    /// <summary>Closes the tab: aborts what it waits for.</summary>
    public async Task CloseAsync()
    {
        foreach (BrowserRequest request in _underWay.Where(request => !request.Answer.IsCompleted))
            await request.AbortAsync();
        _underWay.Clear();
    }
}
