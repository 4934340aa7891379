using System.Net;
using System.Net.Http.Json;
using AuthStrategies.Redis;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/behind-a-proxy.md, with two instances and a real Redis.</summary>
[TestFixture]
public sealed class BehindAProxyTests
{
    private const string Proxy = "10.0.0.1";

    private RedisProcess _redis = null!;

    [SetUp]
    public async Task StartRedisAsync()
    {
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
        _redis = await RedisProcess.StartAsync();
    }

    [TearDown]
    public async Task StopRedisAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Test]
    public async Task Login_OnOneInstance_CountsOnTheOther()
    {
        await using Site one = await StartAsync(Proxy);
        await using Site two = await StartAsync(Proxy);

        string cookie = await LogInAsync(one, "https");
        HttpStatusCode order = await OrderAsync(two, cookie);
        HttpStatusCode logout = await SendAsync(two, "/api/logout", cookie);
        HttpStatusCode after = await OrderAsync(one, cookie);

        Assert.That((order, logout, after), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
    }

    [Test]
    public async Task DataProtection_OfOneInstance_IsReadByTheOther()
    {
        await using Site one = await StartAsync(Proxy);
        await using Site two = await StartAsync(Proxy);

        string text = one.Services.GetDataProtector("form").Protect("hidden");

        Assert.That(two.Services.GetDataProtector("form").Unprotect(text), Is.EqualTo("hidden"));
    }

    [Test]
    public async Task ForwardedHeaders_OfAnUnknownAddress_DoNotCount()
    {
        await using Site site = await StartAsync("192.0.2.7");

        Assert.That(() => LogInAsync(site, "https"), Throws.Exception, "the request counts as plain HTTP, and nothing is issued over it");
    }

    [Test]
    public async Task Ready_RedisStops_IsUnhealthy()
    {
        await using Site site = await StartAsync(Proxy, isPatient: false);
        using HttpClient client = site.Client();
        HttpStatusCode before = await Until.TrueAsync(
            () =>
            {
                site.Time.Advance(TimeSpan.FromSeconds(5));
                return client.GetAsync("/ready").StatusAsync();
            },
            status => status == HttpStatusCode.OK);
        await _redis.KillAsync();
        site.Time.Advance(TimeSpan.FromSeconds(5));

        HttpStatusCode after = await client.GetAsync("/ready").StatusAsync();

        Assert.That((before, after), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable)));
    }

    private Task<Site> StartAsync(string from, bool isPatient = true) => Site.StartAsync(
        builder =>
        {
            builder.Configuration["ConnectionStrings:Redis"] = _redis.EndPoint;
            builder.Configuration["Proxy"] = Proxy;
            BehindAProxy.Add(builder);
            if (isPatient)
                builder.Services.PostConfigure<RedisStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
            builder.Services.AddTransient<IStartupFilter>(_ => new Connection(IPAddress.Parse(from)));
        },
        BehindAProxy.Map);

    private static async Task<string> LogInAsync(Site site, string scheme)
    {
        using HttpClient client = site.Client();
        using HttpRequestMessage request = Forwarded("/api/login", scheme);
        request.Content = JsonContent.Create(new LoginForm("alice", "right"));
        using HttpResponseMessage answer = await client.SendAsync(request);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static Task<HttpStatusCode> OrderAsync(Site site, string cookie) => SendAsync(site, "/api/purchases", cookie);

    private static async Task<HttpStatusCode> SendAsync(Site site, string path, string cookie)
    {
        using HttpClient client = site.Client();
        using HttpRequestMessage request = Forwarded(path, "https");
        request.Headers.Add("Cookie", cookie);
        return await client.SendAsync(request).StatusAsync();
    }

    // The proxy speaks plain HTTP to the instance.
    private static HttpRequestMessage Forwarded(string path, string scheme)
    {
        HttpRequestMessage request = new(HttpMethod.Post, $"http://instance.internal{path}");
        request.Headers.Add("X-Forwarded-Proto", scheme);
        request.Headers.Add("X-Forwarded-Host", "shop.example");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        return request;
    }

    private sealed class Connection(IPAddress from) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext context, RequestDelegate rest) =>
            {
                context.Connection.RemoteIpAddress = from;
                return rest(context);
            });
            next(app);
        };
    }
}
