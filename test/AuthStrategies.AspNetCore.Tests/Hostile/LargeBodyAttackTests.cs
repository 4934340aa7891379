using System.Net;
using System.Text;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>A client without a credential sends bodies that would fill the memory.</summary>
[TestFixture]
[Property("Requirement", "M-10")]
public sealed class LargeBodyAttackTests
{
    private const int Field = 30_000;

    [Test]
    public async Task Refresh_WithALargeBody_IsRefusedUnread(
        [Values("application/x-www-form-urlencoded", "application/json")] string type, [Values] bool isChunked, [Values("/auth/refresh", "/auth/logout")] string path)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        using HttpClient client = host.App.CreateClient();
        using StreamContent content = new(new MemoryStream(Encoding.ASCII.GetBytes(BodyOf(type, fields: 60))));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked;

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Refresh_WithAFormOfOrdinarySize_IsRead([Values] bool isChunked)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse login = await host.LogInForTokenAsync();
        using HttpClient client = host.App.CreateClient();
        using StringContent content = new($"a={new string('a', Field)}&refresh_token={login.RefreshToken}", Encoding.ASCII, "application/x-www-form-urlencoded");
        using HttpRequestMessage request = new(HttpMethod.Post, "/auth/refresh") { Content = content };
        request.Headers.TransferEncodingChunked = isChunked;

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>The object itself is small: only the limit of the body can refuse it.</summary>
    [Test]
    [Property("Requirement", "M-09")]
    public async Task Refresh_WithASmallObjectAndWhiteSpace_IsReadUpTo32KiB([Values] bool isChunked, [Values(0, 1, 40_000)] int more)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse login = await host.LogInForTokenAsync();
        using HttpClient client = host.App.CreateClient();
        using StringContent content = new($"{{\"refreshToken\":\"{login.RefreshToken}\"}}".PadRight((32 * 1024) + more), Encoding.ASCII, "application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, "/auth/refresh") { Content = content };
        request.Headers.TransferEncodingChunked = isChunked;

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(more == 0 ? HttpStatusCode.OK : HttpStatusCode.BadRequest));
    }

    private static string BodyOf(string type, int fields)
    {
        IEnumerable<string> all = Enumerable.Range(0, fields).Select(i => type.EndsWith("json", StringComparison.Ordinal) ? $"\"f{i}\":\"{new string('a', Field)}\"" : $"f{i}={new string('a', Field)}");
        return type.EndsWith("json", StringComparison.Ordinal) ? $"{{{string.Join(',', all)},\"refreshToken\":\"a\"}}" : string.Join('&', all) + "&refresh_token=a";
    }
}
