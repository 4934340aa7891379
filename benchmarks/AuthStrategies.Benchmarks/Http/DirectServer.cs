using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>
/// A server without a network: it calls the application in a loop, on the caller's thread. What a request costs through it is the application and its
/// middleware alone.
/// </summary>
internal sealed class DirectServer : IServer
{
    private Action? _handle;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>The header of each request, as a name, a colon, a space and a value.</summary>
    public string Header { get; set; } = "";

    /// <summary>Sends so many requests, one after the other.</summary>
    public long Send(int requests)
    {
        for (int i = 0; i < requests; i++)
            _handle!();
        return requests;
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        // One for all requests, as a connection of Kestrel reuses its own.
        DirectRequest<TContext> request = new();
        _handle = () => Handle(application, request);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // It holds nothing.
    }

    private void Handle<TContext>(IHttpApplication<TContext> application, DirectRequest<TContext> request)
        where TContext : notnull
    {
        request.Begin(Header);
        TContext context = application.CreateContext(request);
        application.ProcessRequestAsync(context).GetAwaiter().GetResult();
        request.End();
        application.DisposeContext(context, null);
        if (request.StatusCode != 200)
            throw new InvalidOperationException($"A request was answered {request.StatusCode}.");
    }
}
