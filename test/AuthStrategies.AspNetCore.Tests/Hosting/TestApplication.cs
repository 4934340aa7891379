using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>An application on a real Kestrel, on a free port of the loopback interface, over HTTPS unless told otherwise.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApplication(WebApplication app, FakeTimeProvider time, bool isHttps, LogCapture log) => (_app, Time, IsHttps, Log) = (app, time, isHttps, log);

    /// <summary>The clock of the application: 2026-11-23, 12:00 UTC at first.</summary>
    public FakeTimeProvider Time { get; }

    public LogCapture Log { get; }

    public bool IsHttps { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Where endpoints can still be mapped.</summary>
    public IEndpointRouteBuilder Endpoints => _app;

    public Uri Address => new(_app.Urls.Single());

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts an application.</summary>
    /// <param name="services">Registers what it needs; authentication too.</param>
    /// <param name="map">Maps its endpoints.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="https">Whether it serves HTTPS.</param>
    public static async Task<TestApplication> StartAsync(Action<IServiceCollection> services, Action<WebApplication> map, string environment = "Production", bool https = true)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        LogCapture log = new();
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ApplicationName = typeof(TestApplication).Assembly.GetName().Name });
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                if (https)
                    listen.UseHttps(TestCertificate.Localhost);
                else
                    listen.Protocols = HttpProtocols.Http1;
            });
        });
        builder.Services.AddSingleton<TimeProvider>(time);
        services(builder.Services);
        WebApplication app = builder.Build();
        try
        {
            map(app);
            await app.StartAsync();
            return new(app, time, https, log);
        }
        catch
        {
            // Otherwise it watches its settings until the end of the run, and the system allows few watchers.
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that keeps no cookies, follows no redirects and trusts our certificate.</summary>
    public HttpClient CreateClient(bool cookies = false)
    {
#pragma warning disable CA5359, CA5400, CA2000 // The certificate is made for this run; the client disposes its handler.
        SocketsHttpHandler handler = new() { UseCookies = cookies, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        return new HttpClient(handler) { BaseAddress = Address };
#pragma warning restore CA5359, CA5400, CA2000
    }

    /// <summary>
    /// Sends a request just as it is written: line ends are made CRLF, and Host and Connection are added. Every header stays
    /// as it is, twice or malformed.
    /// </summary>
    public async Task<RawAnswer> SendRawAsync(string requestLine, IEnumerable<string>? headers = null, string body = "", string? host = null)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, Address.Port);
        await using Stream stream = await OpenAsync(tcp);
        List<string> lines = [$"{requestLine} HTTP/1.1", $"Host: {host ?? Address.Authority}", "Connection: close", .. headers ?? []];
        if (body.Length > 0 || requestLine.StartsWith("POST", StringComparison.Ordinal))
            lines.Add($"Content-Length: {Encoding.UTF8.GetByteCount(body)}");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n" + body));
        using StreamReader reader = new(stream, Encoding.Latin1);
        // An end to waiting for an answer that never comes; it measures nothing.
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        return RawAnswer.Parse(await reader.ReadToEndAsync(limit.Token));
    }

    /// <summary>Opens a WebSocket, hangs up, and says what the status was: 101 if it was opened.</summary>
    public async Task<int> HandshakeAsync(string target, IEnumerable<string> headers)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, Address.Port);
        await using Stream stream = await OpenAsync(tcp);
        string[] lines =
        [
            $"GET {target} HTTP/1.1", $"Host: {Address.Authority}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. headers, "", "",
        ];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
        using StreamReader reader = new(stream, Encoding.Latin1);
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<Stream> OpenAsync(TcpClient tcp)
    {
        if (!IsHttps)
            return tcp.GetStream();

#pragma warning disable CA5359 // The certificate is made for this run.
        SslStream tls = new(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync("localhost");
        return tls;
    }
}
