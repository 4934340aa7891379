using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.Fit.Tests.Proxies;

/// <summary>A proxy that speaks HTTPS to browsers and plain HTTP to the instances behind it, in turn.</summary>
internal sealed class TlsProxy(params IReadOnlyList<TestApplication> instances) : IDisposable
{
    private static readonly string[] HopByHop = ["Host", "Connection", "Transfer-Encoding", "Content-Length"];

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private int _count;

    public Task<TestApplication> StartAsync() => TestApplication.StartAsync(_ => { }, app => app.Run(ForwardAsync));

    public void Dispose() => _client.Dispose();

    private async Task ForwardAsync(HttpContext context)
    {
        TestApplication instance = instances[(Interlocked.Increment(ref _count) - 1) % instances.Count];
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), new Uri(instance.Address, context.Request.Path + context.Request.QueryString));
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers.Where(header => !HopByHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "192.0.2.7");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", context.Request.Host.Value);
        using HttpResponseMessage response = await _client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers).Where(header => !HopByHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
