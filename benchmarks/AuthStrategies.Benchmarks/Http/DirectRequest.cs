using System.Collections;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>
/// The request and the response of <see cref="DirectServer"/>. Keeps features as Kestrel does: the usual ones in fields, the others in a list, and both
/// for the next request.
/// </summary>
internal sealed class DirectRequest<TContext> : IFeatureCollection, IHostContextContainer<TContext>, IHttpRequestFeature, IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IEndpointFeature, IRouteValuesFeature
    where TContext : notnull
{
    private readonly List<KeyValuePair<Type, object>> _extra = new(2);
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private readonly NowhereWriter _writer = new();
    private IHeaderDictionary _received = new HeaderDictionary();
    private IHeaderDictionary _sent = new HeaderDictionary();
    private RouteValueDictionary? _routeValues;
    private object? _services;
    private object? _user;
    private string _header = "";

    public int StatusCode { get; set; }

    public bool HasStarted { get; private set; }

    public TContext? HostContext { get; set; }

    public Endpoint? Endpoint { get; set; }

    public int Revision { get; private set; }

    public bool IsReadOnly => false;

    public Stream Body { get; set; } = Stream.Null;

    public Stream Stream => Stream.Null;

    public PipeWriter Writer => _writer;

    public string Protocol { get; set; } = "HTTP/1.1";

    public string Scheme { get; set; } = "http";

    public string Method { get; set; } = "GET";

    public string PathBase { get; set; } = "";

    public string Path { get; set; } = "/";

    public string QueryString { get; set; } = "";

    public string RawTarget { get; set; } = "/";

    public string? ReasonPhrase { get; set; }

    public CancellationToken RequestAborted { get; set; }

    public RouteValueDictionary RouteValues
    {
        get => _routeValues ??= [];
        set => _routeValues = value;
    }

    IHeaderDictionary IHttpRequestFeature.Headers
    {
        get => _received;
        set => _received = value;
    }

    IHeaderDictionary IHttpResponseFeature.Headers
    {
        get => _sent;
        set => _sent = value;
    }

    public object? this[Type key]
    {
        get => Find(key);
        set => Keep(key, value);
    }

    /// <summary>Forgets the former request.</summary>
    public void Begin(string header)
    {
        if (_header != header)
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            _received.Host = "localhost";
            _received[header[..colon]] = header[(colon + 2)..];
            _header = header;
        }

        (StatusCode, HasStarted, Endpoint, _routeValues, _services, _user) = (200, false, null, null, null, null);
        _sent.Clear();
        _extra.Clear();
        Revision++;
    }

    /// <summary>Ends the response and what waits for its end.</summary>
    public void End()
    {
        Start();
        while (_completed.TryPop(out var end))
            end.Callback(end.State).GetAwaiter().GetResult();
    }

    public TFeature? Get<TFeature>() => (TFeature?)Find(typeof(TFeature));

    public void Set<TFeature>(TFeature? instance) => Keep(typeof(TFeature), instance);

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Start();
        return Task.CompletedTask;
    }

    public Task CompleteAsync() => StartAsync();

    public void DisableBuffering()
    {
        // Nothing is kept.
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Abort() => throw new NotSupportedException();

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _extra.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Start()
    {
        if (HasStarted)
            return;

        HasStarted = true;
        while (_starting.TryPop(out var start))
            start.Callback(start.State).GetAwaiter().GetResult();
    }

    private object? Find(Type key)
    {
        if (key == typeof(IServiceProvidersFeature))
            return _services;
        if (key == typeof(IHttpAuthenticationFeature))
            return _user;
        if (key == typeof(IHttpRequestFeature) || key == typeof(IHttpResponseFeature) || key == typeof(IHttpResponseBodyFeature) || key == typeof(IHttpRequestLifetimeFeature) || key == typeof(IEndpointFeature) || key == typeof(IRouteValuesFeature))
            return this;

        foreach (KeyValuePair<Type, object> other in _extra)
        {
            if (other.Key == key)
                return other.Value;
        }

        return null;
    }

    private void Keep(Type key, object? value)
    {
        Revision++;
        if (key == typeof(IServiceProvidersFeature))
            _services = value;
        else if (key == typeof(IHttpAuthenticationFeature))
            _user = value;
        else
            KeepExtra(key, value);
    }

    private void KeepExtra(Type key, object? value)
    {
        int index = _extra.FindIndex(other => other.Key == key);
        if (index >= 0)
            _extra.RemoveAt(index);
        if (value is not null)
            _extra.Add(new(key, value));
    }

    /// <summary>Takes what is written and keeps nothing.</summary>
    private sealed class NowhereWriter : PipeWriter
    {
        private readonly byte[] _buffer = new byte[4096];

        public override void Advance(int bytes)
        {
            // Nothing is kept.
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override void CancelPendingFlush()
        {
            // No flush waits.
        }

        public override void Complete(Exception? exception = null)
        {
            // Another request follows.
        }
    }
}
