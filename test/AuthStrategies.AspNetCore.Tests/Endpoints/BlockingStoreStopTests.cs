using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>A host on a real Kestrel stops although the session store blocks the threads that call it, and never returns.</summary>
[TestFixture]
[Property("Requirement", "F-06")]
public sealed class BlockingStoreStopTests
{
    // Only ends a run that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [TestCase(1)]
    [TestCase(40)]
    [TestCase(200)]
    public async Task Stop_StoreBlocksItsThreads_EndsWhileTheyAreBlocked(int requests)
    {
        using BlockingStore store = new();
        await using WebApplication app = Build(store);
        await app.StartAsync();
        IAuthStrategy strategy = app.Services.GetRequiredService<IAuthStrategy>();
        string[] tokens = [.. await Task.WhenAll(Enumerable.Range(0, requests).Select(i => IssueAsync(strategy, i)))];
        Uri address = new($"{app.Urls.Single()}/me");
        store.Block();

        Task<HttpStatusCode?>[] answers = [.. tokens.Select(token => AskAsync(address, token))];
        await Until.TrueAsync(() => store.Blocked > 0);
        Task stop = app.StopAsync();
        await stop.WaitAsync(Patience);

        Assert.That(store.Blocked, Is.InRange(1, 64), "at most 32 on the callers' threads and 32 on others");
        Assert.That(store.IsBlocking, Is.True, "nothing was released before the host had stopped");
        HttpStatusCode?[] statuses = await Task.WhenAll(answers).WaitAsync(Patience);
        Assert.That(statuses, Has.None.EqualTo(HttpStatusCode.OK).And.None.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static async Task<string> IssueAsync(IAuthStrategy strategy, int number) =>
        (await strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", $"user {number}")], "password")))).Value;

    /// <summary>The status; <see langword="null"/> if the host ended the connection.</summary>
    private static async Task<HttpStatusCode?> AskAsync(Uri address, string token)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static WebApplication Build(ISessionStore store)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddAuthStrategy()
            .AddSession()
            .UseSessionStore(_ => store)
            .UseAspNetCore(o => (o.Transport, o.AllowHttpInDevelopment) = (CredentialTransport.Bearer, true));
        builder.Services.AddAuthorization();
        WebApplication app = builder.Build();
        app.MapGet("/me", () => "me").RequireAuthorization();
        return app;
    }

    private sealed class BlockingStore() : DelegatingSessionStore(new InMemorySessionStore(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), TimeProvider.System)), IDisposable
    {
        private readonly object _sync = new();
        private volatile bool _isBlocking;
        private int _blocked;

        public int Blocked => Volatile.Read(ref _blocked);

        public bool IsBlocking => _isBlocking;

        public void Block() => _isBlocking = true;

        public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
        {
            lock (_sync)
            {
                if (_isBlocking)
                    _blocked++;
                while (_isBlocking)
                    Monitor.Wait(_sync);
            }

            return base.FindAsync(id, cancellationToken);
        }

        public void Dispose()
        {
            lock (_sync)
            {
                _isBlocking = false;
                Monitor.PulseAll(_sync);
            }
        }
    }
}
