using System.Net;
using AuthStrategies.Testing;

namespace AuthStrategies.AspNetCore.Testing;

/// <summary>
/// Sends a DPoP proof (RFC 9449) with each request, for tests and samples of clients. If the server asks for a nonce, the request is sent once more
/// with it. A token in <c>Authorization: DPoP</c> is named by the proof. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// using DPoPKey key = new();
/// using HttpClient client = new(new DPoPHandler(key) { InnerHandler = new SocketsHttpHandler() });
/// </code>
/// </example>
public sealed class DPoPHandler : DelegatingHandler
{
    private const string ProofHeader = "DPoP";
    private const string NonceHeader = "DPoP-Nonce";

    private readonly TimeProvider _time;
    private string? _nonce;

    /// <summary>Creates a handler.</summary>
    /// <param name="key">The key of the client; the handler does not dispose of it.</param>
    /// <param name="timeProvider">The clock of the client; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    public DPoPHandler(DPoPKey key, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The key; <see langword="null"/>: no proofs are sent.</summary>
    internal DPoPKey? Key { get; set; }

    internal DPoPHandler(HttpMessageHandler inner, TimeProvider time)
        : base(inner) => _time = time;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Key is not { } key || request.Headers.Contains(ProofHeader))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        AddProof(request, key);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        bool isNew = TakeNonce(response);
        if (!isNew || response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest))
            return response;

        response.Dispose();
        AddProof(request, key);
        response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        TakeNonce(response);
        return response;
    }

    private void AddProof(HttpRequestMessage request, DPoPKey key)
    {
        string? token = request.Headers.Authorization is { Scheme: ProofHeader, Parameter: { } parameter } ? parameter : null;
        request.Headers.Remove(ProofHeader);
        request.Headers.Add(ProofHeader, key.CreateProof(request.Method.Method, request.RequestUri!, token, _nonce, _time.GetUtcNow()));
    }

    private bool TakeNonce(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues(NonceHeader, out IEnumerable<string>? nonces))
            return false;

        string nonce = nonces.First();
        return Interlocked.Exchange(ref _nonce, nonce) != nonce;
    }
}
