using System.Net;

namespace AuthStrategies.Tests.Support;

/// <summary>
/// A browser without a window: a cookie jar for all its tabs, the headers that browsers add, redirects, and cookies that are
/// stored when the headers arrive. It trusts every certificate. Thread-safe.
/// </summary>
public sealed class BrowserClient : IDisposable
{
    private readonly HttpMessageInvoker _network;
    private readonly Version _version;

    /// <summary>Creates a browser.</summary>
    /// <param name="address">The address of the application; paths are relative to it.</param>
    /// <param name="jar">Its cookies.</param>
    /// <param name="version">The version of HTTP that it uses: 1.1 by default.</param>
    public BrowserClient(Uri address, BrowserCookieJar jar, Version? version = null)
    {
        (Address, Jar, _version) = (address, jar, version ?? HttpVersion.Version11);
#pragma warning disable CA5359, CA5400, CA2000 // The certificate is made for this run; the invoker disposes its handler.
        SocketsHttpHandler handler = new() { UseCookies = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        _network = new(handler);
#pragma warning restore CA5359, CA5400, CA2000
    }

    /// <summary>The address of the application.</summary>
    public Uri Address { get; }

    /// <summary>The cookies of all tabs.</summary>
    public BrowserCookieJar Jar { get; }

    /// <summary>Opens a tab.</summary>
    public BrowserTab OpenTab() => new(this);

    /// <summary>Sends a request such as <c>GET /me</c> and returns while it is under way.</summary>
    /// <param name="requestLine">The method and the path.</param>
    /// <param name="kind">Why the browser sends it.</param>
    /// <param name="delivers">
    /// Called when the headers of a response are on their way to the browser: they arrive when the task ends. With
    /// <see langword="false"/> they are lost, and the jar gets no cookie.
    /// </param>
    /// <param name="headers">Further headers.</param>
    public BrowserRequest Start(string requestLine, BrowserRequestKind kind = BrowserRequestKind.Fetch, Func<Task<bool>>? delivers = null, params (string Name, string Value)[] headers)
    {
        ArgumentNullException.ThrowIfNull(requestLine);
        string[] words = requestLine.Split(' ');
        return new(_network, Jar, Make, new HttpMethod(words[0]), new Uri(Address, words[1]), delivers);

        HttpRequestMessage Make(HttpMethod method, Uri uri)
        {
            HttpRequestMessage message = new(method, uri) { Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            BrowserHeaders.Add(message, kind);
            foreach ((string name, string value) in headers)
                message.Headers.TryAddWithoutValidation(name, value);
            return message;
        }
    }

    /// <summary>Sends a request and waits for the whole response.</summary>
    public Task<BrowserAnswer> AskAsync(string requestLine, BrowserRequestKind kind = BrowserRequestKind.Fetch, params (string Name, string Value)[] headers) =>
        Start(requestLine, kind, delivers: null, headers).Answer;

    /// <summary>Sends a request whose response is lost: the server has answered, and the browser learns nothing.</summary>
    public Task LoseAsync(string requestLine, BrowserRequestKind kind = BrowserRequestKind.Fetch) =>
        Start(requestLine, kind, static () => Task.FromResult(false)).Answer;

    /// <inheritdoc />
    public void Dispose() => _network.Dispose();
}
