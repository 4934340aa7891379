namespace AuthStrategies.Tests.Support;

/// <summary>One request of a browser that is under way, with its redirects. Thread-safe.</summary>
public sealed class BrowserRequest
{
    private const int MaxHops = 20;

    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _setCookies = [];
    private readonly List<Uri> _hops = [];
    private readonly HttpMessageInvoker _network;
    private readonly BrowserCookieJar _jar;
    private readonly Func<HttpMethod, Uri, HttpRequestMessage> _make;
    private readonly Func<Task<bool>>? _delivers;

    internal BrowserRequest(HttpMessageInvoker network, BrowserCookieJar jar, Func<HttpMethod, Uri, HttpRequestMessage> make, HttpMethod method, Uri uri, Func<Task<bool>>? delivers)
    {
        (_network, _jar, _make, _delivers) = (network, jar, make, delivers);
        Answer = RunAsync(method, uri);
    }

    /// <summary>Completes when the headers of the last response have arrived and its cookies are stored.</summary>
    public Task Headers => _headers.Task;

    /// <summary>The response. Cancelled if the request is aborted.</summary>
    public Task<BrowserAnswer> Answer { get; }

    /// <summary>The user leaves the page, or presses Stop; waits until the browser has forgotten the request.</summary>
    public async Task AbortAsync()
    {
        await _abort.CancelAsync();
        try
        {
            await Answer;
        }
        catch (OperationCanceledException)
        {
            // This was asked for.
        }
    }

    private static (HttpMethod Method, Uri Uri)? Next(HttpResponseMessage response, HttpMethod method, Uri uri)
    {
        int status = (int)response.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            return null;

        bool becomesGet = (status == 303 && method != HttpMethod.Head) || (status is 301 or 302 && method == HttpMethod.Post);
        return (becomesGet ? HttpMethod.Get : method, new Uri(uri, location));
    }

    private async Task<BrowserAnswer> RunAsync(HttpMethod method, Uri uri)
    {
        try
        {
            for (int hop = 0; hop < MaxHops; hop++)
            {
                using HttpRequestMessage message = _make(method, uri);
                if (_jar.HeaderFor(uri) is { } cookies)
                    message.Headers.Add("Cookie", cookies);
                _hops.Add(uri);
                using HttpResponseMessage response = await _network.SendAsync(message, _abort.Token).ConfigureAwait(false);
                if (_delivers is null || await _delivers().WaitAsync(_abort.Token).ConfigureAwait(false))
                    Store(uri, response);
                if (Next(response, method, uri) is { } next)
                {
                    (method, uri) = next;
                    continue;
                }

                _headers.TrySetResult();
                string body = await response.Content.ReadAsStringAsync(_abort.Token).ConfigureAwait(false);
                return new((int)response.StatusCode, body, _setCookies, _hops);
            }

            throw new InvalidOperationException($"More than {MaxHops} redirects.");
        }
        catch (Exception exception)
        {
            _headers.TrySetException(exception);
            _ = _headers.Task.Exception;
            throw;
        }
    }

    private void Store(Uri uri, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
            return;

        foreach (string line in lines)
        {
            _setCookies.Add(line);
            _jar.Store(uri, line);
        }
    }
}
