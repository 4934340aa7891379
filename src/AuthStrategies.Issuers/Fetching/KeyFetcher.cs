using AuthStrategies.Issuers.Documents;
using AuthStrategies.Issuers.KeySets;
using Microsoft.IdentityModel.Protocols;

namespace AuthStrategies.Issuers.Fetching;

/// <summary>Fetches the key set of one issuer, within one time limit. Thread-safe.</summary>
internal sealed class KeyFetcher : IDisposable
{
    private readonly IssuerKeysOptions _options;
    private readonly string _issuer;
    private readonly bool _allowHttp;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly DocumentReader _reader;

    /// <param name="options">Valid options, which do not change.</param>
    /// <param name="issuer">The issuer that metadata must name.</param>
    /// <param name="allowHttp">Whether http addresses of other machines are accepted.</param>
    /// <param name="time">The clock of the time limit.</param>
    public KeyFetcher(IssuerKeysOptions options, string issuer, bool allowHttp, TimeProvider time)
    {
        (_options, _issuer, _allowHttp, _time) = (options, issuer, allowHttp, time);
#pragma warning disable CA2000 // The invoker disposes the handler that it owns.
        _http = new(options.BackchannelHttpHandler ?? CreateHandler(options.Timeout), disposeHandler: options.BackchannelHttpHandler is null);
#pragma warning restore CA2000
        _reader = new(_http, options.MaxDocumentSize);
    }

    /// <summary>Fetches the key set.</summary>
    /// <param name="before">The last key set; its keys are used again where they are unchanged.</param>
    /// <exception cref="IssuerDocumentException">There is no answer in time, or one that cannot be used.</exception>
    public async Task<IssuerKeySet> FetchAsync(IssuerKeySet before)
    {
        using CancellationTokenSource limit = new(_options.Timeout, _time);
        try
        {
            // The wait is limited here too, because a handler may ignore the token.
            return await FetchAsync(before, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new IssuerDocumentException($"{DocumentAddress.Text(new(Address))} did not answer within {_options.Timeout.TotalSeconds:0.##} s (Timeout).", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private string Address => _options.MetadataAddress ?? _options.JwksAddress!;

    // A manager for each fetch: of one that is kept, failures cannot be seen, a refresh cannot be awaited, and its clock cannot be set
    // (docs/decisions/0042-other-issuers.md).
    private async Task<IssuerKeySet> FetchAsync(IssuerKeySet before, CancellationToken limit)
    {
        KeySetRetriever retriever = new(_options.MetadataAddress is not null, _issuer, _allowHttp, _options.RsaAlgorithm, before);
        ConfigurationManager<IssuerKeySet> manager = new(Address, retriever, new LimitedReader(_reader, limit));
        try
        {
            return await manager.GetConfigurationAsync(limit).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception) when (exception.InnerException is { } cause)
        {
            // The manager's message repeats the address and the type names of this library; the cause says what is wrong.
            throw cause as IssuerDocumentException ?? cause;
        }
    }

    private static SocketsHttpHandler CreateHandler(TimeSpan timeout) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = timeout,
        // The address of an issuer's host changes while the application runs.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 16,
    };

    /// <summary>Adds the time limit: the manager does not pass the token of its caller on.</summary>
    private sealed class LimitedReader(DocumentReader reader, CancellationToken limit) : IDocumentRetriever
    {
        public Task<string> GetDocumentAsync(string address, CancellationToken cancel) => reader.GetDocumentAsync(address, limit);
    }
}
