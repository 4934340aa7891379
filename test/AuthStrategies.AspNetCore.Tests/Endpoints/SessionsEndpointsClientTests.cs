using System.Text;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>Which client a session in the list has, and which an event has.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionsEndpointsClientTests
{
    private readonly ListSink _sink = new();

    [Test]
    public async Task Sessions_AfterLoginAndRenewal_HaveFirstAndLastClient()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = (await host.SendAsync("POST /login/alice", "User-Agent: Firefox/140.0")).CookieValue("__Host-auth")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(20));

        RawAnswer answer = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}", "User-Agent: Chrome/138.0");

        JsonElement item = Only(answer);
        Assert.That(Client(item, "firstClient"), Is.EqualTo(("127.0.0.0", "Firefox/140.0")));
        Assert.That(Client(item, "lastClient"), Is.EqualTo(("127.0.0.0", "Chrome/138.0")));
        Assert.That(item.GetProperty("lastClient").GetProperty("seenAt").GetDateTimeOffset(), Is.EqualTo(host.App.Time.GetUtcNow()));
        Assert.That(item.GetProperty("device").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task Sessions_BehindAProxy_HaveTheForwardedAddress()
    {
        await using TestHost host = await TestHost.StartAsync(
            http: o => o.ClientAddress = ClientAddressRecording.Full,
            services: services => services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor),
            map: app => app.UseForwardedHeaders());

        string cookie = (await host.SendAsync("POST /login/alice", "X-Forwarded-For: 203.0.113.77")).CookieValue("__Host-auth")!;
        RawAnswer answer = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}", "X-Forwarded-For: 203.0.113.77");

        Assert.That(Client(Only(answer), "firstClient").Address, Is.EqualTo("203.0.113.77"));
    }

    [TestCase("Fire\u0001fox\u007f")]
    [TestCase("<script>alert(1)</script>")]
    [TestCase("\"; Set-Cookie: a=b")]
    [TestCase("Приложение 日本語 😀 \u202e")]
    [TestCase("%0d%0aSet-Cookie: a=b")]
    public async Task Sessions_OddUserAgent_BreaksNoAnswer(string userAgent)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.DeviceName = client => $"a {client.UserAgent} \r\n\ud800");
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        RawAnswer answer = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}", $"User-Agent: {userAgent}");
        if (answer.Status == 400)
            return; // The server refuses such a header.

        answer = answer with { Body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Body)) };
        JsonElement item = Only(answer);
        Assert.That(item.GetProperty("lastClient").GetProperty("userAgent").GetString()!.Any(char.IsControl), Is.False);
        Assert.That(item.GetProperty("device").GetString()!.Any(c => char.IsControl(c) || char.IsSurrogate(c) && !userAgent.Contains(c)), Is.False);
        Assert.That(answer.One("Content-Type"), Does.StartWith("application/json"), "no browser shows it as a page");
        Assert.That(answer.All("Set-Cookie"), Has.None.Contain("a=b"));
    }

    [Test]
    public async Task Sessions_LongUserAgent_IsCut()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = (await host.SendAsync("POST /login/alice", "User-Agent: " + new string('x', 8_000))).CookieValue("__Host-auth")!;

        RawAnswer answer = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}");

        Assert.That(Client(Only(answer), "firstClient").UserAgent, Has.Length.EqualTo(ClientFacts.MaxUserAgentSize));
    }

    [Test]
    public async Task Sessions_DeviceNameThatThrows_HaveNoNameAndOneLine()
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.DeviceName = _ => throw new InvalidOperationException("no parser"));
        string cookie = (await host.SendAsync("POST /login/alice", "User-Agent: Firefox/140.0")).CookieValue("__Host-auth")!;

        await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}");
        RawAnswer answer = await host.SendAsync("GET /auth/sessions", $"Cookie: __Host-auth={cookie}");

        Assert.That(Only(answer).GetProperty("device").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(host.App.Log.Count(130), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "E-03")]
    public async Task Events_OfRequests_HaveTheirClient()
    {
        await using TestHost host = await TestHost.StartAsync(services: services => services.AddAuthEventSink("test", _ => _sink));
        const string agent = "User-Agent: Firefox/140.0";
        string cookie = (await host.SendAsync("POST /login/alice", agent)).CookieValue("__Host-auth")!;
        string other = (await host.SendAsync("POST /login/alice", agent)).CookieValue("__Host-auth")!;

        await host.SendAsync("GET /me", "Cookie: __Host-auth=" + new string('A', 64), agent);
        await host.SendAsync("POST /auth/logout-others", $"Cookie: __Host-auth={cookie}", agent, $"Origin: {host.App.Origin}");
        await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={cookie}", agent, $"Origin: {host.App.Origin}");

        await Until.TrueAsync(() => _sink.Events.OfType<SessionEndedEvent>().Any(ended => ended.Reason == SessionEndReason.LoggedOut));
        Assert.That(_sink.Events.Select(authEvent => authEvent.Name), Is.EqualTo(["credential_issued", "credential_issued", "credential_refused", "session_ended", "session_ended"]));
        Assert.That(_sink.Events.Select(authEvent => authEvent.Client), Has.All.EqualTo(new ClientFacts { Address = "127.0.0.0", UserAgent = "Firefox/140.0" }));
        Assert.That(other, Is.Not.EqualTo(cookie));
    }

    [Test]
    [Property("Requirement", "E-03")]
    public async Task Stop_EventsThatWait_AreGivenToTheSinkBeforeTheHostHasStopped()
    {
        SlowSink slow = new();
        TestHost host = await TestHost.StartAsync(services: services => services.AddAuthEventSink("slow", _ => slow));
        await host.LogInAsync();
        await host.LogInAsync();

        await host.DisposeAsync();

        Assert.That(slow.Taken, Is.EqualTo(2));
    }

    private static JsonElement Only(RawAnswer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(200));
        return JsonDocument.Parse(answer.Body).RootElement.EnumerateArray().Single();
    }

    private static (string? Address, string? UserAgent) Client(JsonElement item, string name) =>
        (item.GetProperty(name).GetProperty("address").GetString(), item.GetProperty(name).GetProperty("userAgent").GetString());

    private sealed class ListSink : IAuthEventSink
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<AuthEvent> _events = new();

        public IReadOnlyCollection<AuthEvent> Events => _events;

        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            _events.Enqueue(authEvent);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class SlowSink : IAuthEventSink
    {
        public int Taken { get; private set; }

        public async ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            await Task.Delay(50, CancellationToken.None);
            Taken++;
        }
    }
}
