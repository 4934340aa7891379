using System.Net;
using System.Net.Sockets;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

[TestFixture]
public sealed class SecureTransportTests
{
    [Test]
    [Property("Requirement", "X-08")]
    public async Task SignIn_OverPlainHttp_IssuesNothingAndNamesTheWayOut()
    {
        await using TestHost host = await TestHost.StartAsync(https: false);

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
        Assert.That(host.App.Log.Text, Does.Contain("UseForwardedHeaders").And.Contain("o.AllowHttpInDevelopment = builder.Environment.IsDevelopment()"));
        Assert.That(host.Store.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "X-08")]
    public async Task SignIn_OverPlainHttpInDevelopmentWithTheSwitch_SetsACookieThatPlainHttpCarries()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.AllowHttpInDevelopment = true, environment: "Development", https: false);

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.One("Set-Cookie"), Does.StartWith("auth=").And.Contain("; httponly").And.Not.Contain("; secure"));
    }

    [TestCase("Session", "127.0.0.1")]
    [TestCase("Session", "localhost")]
    [TestCase("Session", "192.168.7.7")]
    [TestCase("Session", "[::1]")]
    [TestCase("Jwt", "127.0.0.1")]
    [TestCase("Jwt", "localhost")]
    [TestCase("Jwt", "192.168.7.7")]
    [TestCase("Jwt", "[::1]")]
    public async Task Client_OfPlainHttpInDevelopment_LogsInCallsRefreshesAndLogsOut(string strategy, string address)
    {
        await using TestHost host = await TestHost.StartAsync(
            builder => _ = strategy == "Session" ? builder.AddSession() : builder.AddJwt(Logins.JwtWithRefresh),
            o =>
            {
                o.AllowHttpInDevelopment = true;
                o.Strategy(strategy).Transport = CredentialTransport.Cookie;
            },
            environment: "Development",
            https: false);
        using HttpClient client = ClientOf(host.App, address);

        HttpStatusCode login = (await client.PostAsync("/login/alice", null)).StatusCode;
        string name = await client.GetStringAsync("/me");
        host.App.Time.Advance(TimeSpan.FromMinutes(11));
        await client.GetStringAsync("/me");
        HttpResponseMessage refreshed = await client.PostAsync("/auth/refresh", null);
        string again = await client.GetStringAsync("/me");
        HttpStatusCode logout = (await client.PostAsync("/auth/logout", null)).StatusCode;
        HttpStatusCode after = (await client.GetAsync("/me")).StatusCode;

        Assert.That((login, name, again, logout, after), Is.EqualTo((HttpStatusCode.OK, "alice", "alice", HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        Assert.That((refreshed.StatusCode, refreshed.Headers.Contains("Set-Cookie")), Is.EqualTo((HttpStatusCode.NoContent, true)));
    }

    [TestCase("__Host-shop", "shop")]
    [TestCase("__SECURE-shop", "shop")]
    [TestCase("shop", "shop")]
    public async Task SignIn_OverPlainHttpWithANameOfTheApplication_LeavesOutThePrefix(string name, string expected)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => (o.Strategy("Session").Cookie.Name, o.AllowHttpInDevelopment) = (name, true), environment: "Development", https: false);

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.One("Set-Cookie"), Does.StartWith($"{expected}="));
    }

    [Test]
    public async Task SignIn_BelowAPathBaseOverPlainHttp_HasTheSuffixToo()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => (o.PathBase, o.AllowHttpInDevelopment) = ("/shop", true), environment: "Development", https: false);

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.One("Set-Cookie"), Does.StartWith("auth.shop="));
    }

    [TestCase(SameSiteMode.None, false, true)]
    [TestCase(SameSiteMode.None, true, false)]
    [TestCase(SameSiteMode.Lax, false, false)]
    public async Task Start_WithCookiesThatBrowsersBlock_Warns(SameSiteMode sameSite, bool partitioned, bool warns)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => (o.Strategy("Session").Cookie.SameSite, o.Strategy("Session").Cookie.Partitioned) = (sameSite, partitioned));

        Assert.That(host.App.Log.Text, warns ? Does.Contain("SameSite=None without Partitioned") : Does.Not.Contain("Partitioned"));
    }

    [TestCase("Production")]
    [TestCase("Staging")]
    [Property("Requirement", "X-08")]
    public async Task Start_WithTheSwitchOutsideDevelopment_IsRefused(string environment)
    {
        Exception? exception = await Assert.CatchAsync(async () => await TestHost.StartAsync(http: o => o.AllowHttpInDevelopment = true, environment: environment));

        Assert.That(exception?.Message, Does.Contain("o.AllowHttpInDevelopment = builder.Environment.IsDevelopment()").And.Contain(environment).And.Not.Contain("= false"));
    }

    /// <summary>A client with the framework's cookie jar that believes the application to be at an address.</summary>
    private static HttpClient ClientOf(TestApplication app, string address)
    {
#pragma warning disable CA2000 // The client disposes its handler, and the connection its socket.
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new($"http://{address}:{app.Address.Port}") };
#pragma warning restore CA2000
    }
}
