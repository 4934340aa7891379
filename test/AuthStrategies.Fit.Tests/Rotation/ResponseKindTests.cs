using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Which responses of a real server rotate a session that is due, and that the session goes on after each.</summary>
[TestFixture(false, "1.1")]
[TestFixture(false, "2.0")]
[TestFixture(true, "1.1")]
[Property("Requirement", "M-12")]
public sealed class ResponseKindTests(bool hasNearCache, string version) : RotationScenarios(hasNearCache, version)
{
    [SetUp]
    public void BecomeDue() => App.BecomeDue();

    [Test]
    public async Task Stream_RotatesAtTheFirstFlush()
    {
        string? before = Cookie;
        BrowserRequest stream = Browser.Start("GET /stream/a");
        await stream.Headers;
        (bool isChanged, long rotated) = (Cookie != before, Counters.Rotated);

        BrowserAnswer answer = await FinishAsync("a", stream);

        Assert.That((isChanged, rotated, answer.Body, Counters.Rotated), Is.EqualTo((true, 1, "begun, done", 1)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Stream_ThatIsOpenWhenTheNextRotationIsDue_ChangesNothing()
    {
        BrowserRequest stream = Browser.Start("GET /stream/a");
        await stream.Headers;
        await AskAsync();
        App.BecomeDue();
        await AskAsync();
        string? second = Cookie;

        BrowserAnswer answer = await FinishAsync("a", stream);

        Assert.That((answer.Body, Cookie, Counters.Rotated), Is.EqualTo(("begun, done", second, 2)));
        await AssertGoesOnAsync();
    }

    [TestCase("GET /chain/3", 5)]
    [TestCase("POST /form", 2)]
    public async Task Redirect_RotatesOnceAndTheNextHopSendsTheNewCookie(string requestLine, int hops)
    {
        BrowserAnswer answer = await Browser.AskAsync(requestLine, BrowserRequestKind.Navigation);

        Assert.That((answer.Status, answer.Body, answer.Hops.Count), Is.EqualTo((200, "alice", hops)));
        Assert.That((answer.SetCookies.Count, Counters.Rotated, Counters.Replayed), Is.EqualTo((1, 1, 0)));
        await AssertGoesOnAsync();
    }

    [TestCase("HEAD /tagged", BrowserRequestKind.Fetch, 200)]
    [TestCase("GET /me", BrowserRequestKind.Prefetch, 200)]
    [TestCase("GET /public", BrowserRequestKind.Image, 200)]
    [TestCase("GET /tagged", BrowserRequestKind.Fetch, 304)]
    public async Task Response_ThatMayNotReachTheBrowser_DoesNotRotate(string requestLine, BrowserRequestKind kind, int status)
    {
        string? before = Cookie;
        (string, string)[] headers = status == 304 ? [("If-None-Match", "\"1\"")] : [];

        BrowserAnswer answer = await Browser.AskAsync(requestLine, kind, headers);

        Assert.That((answer.Status, answer.SetCookies.Count, Cookie, Counters.Rotated), Is.EqualTo((status, 0, before, 0)));
        await AssertGoesOnAsync();
    }

    [TestCase("GET /me", BrowserRequestKind.Fetch, 200)]
    [TestCase("GET /page", BrowserRequestKind.AddressBar, 200)]
    [TestCase("GET /page", BrowserRequestKind.Navigation, 200)]
    [TestCase("GET /me", BrowserRequestKind.Image, 200)]
    [TestCase("GET /tagged", BrowserRequestKind.Fetch, 200)]
    [TestCase("GET /admin", BrowserRequestKind.Fetch, 403)]
    [TestCase("GET /missing", BrowserRequestKind.Fetch, 404)]
    [TestCase("GET /throw", BrowserRequestKind.Fetch, 500)]
    public async Task Response_OfAnyStatus_Rotates(string requestLine, BrowserRequestKind kind, int status)
    {
        string? before = Cookie;

        BrowserAnswer answer = await Browser.AskAsync(requestLine, kind);

        Assert.That((answer.Status, answer.SetCookies.Count, Counters.Rotated), Is.EqualTo((status, 1, 1)));
        Assert.That(Cookie, Is.Not.EqualTo(before));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task ExceptionPage_HasItsBodyAndTheNewCookie()
    {
        BrowserAnswer answer = await AskAsync("GET /throw");

        Assert.That((answer.Body, answer.SetCookies.Count), Is.EqualTo(("sorry", 1)));
    }

    [Test]
    public async Task WebSocket_IsOpenedWithoutARotation()
    {
        string? before = Cookie;
        using ClientWebSocket socket = new();
        socket.Options.HttpVersion = Version;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", Browser.Jar.HeaderFor(App.App.Address));
        socket.Options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
        socket.Options.SetRequestHeader("Sec-Fetch-Mode", "websocket");
#pragma warning disable CA5359 // The certificate is made for this run.
        using SocketsHttpHandler handler = new() { UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using HttpMessageInvoker network = new(handler, disposeHandler: false);
        await socket.ConnectAsync(new UriBuilder(App.App.Address) { Scheme = "wss", Path = "/socket" }.Uri, network, default);
        byte[] buffer = new byte[16];

        WebSocketReceiveResult message = await socket.ReceiveAsync(buffer, default);

        Assert.That(Encoding.UTF8.GetString(buffer, 0, message.Count), Is.EqualTo("alice"));
        Assert.That(socket.HttpStatusCode, Is.EqualTo(Version == HttpVersion.Version20 ? HttpStatusCode.OK : HttpStatusCode.SwitchingProtocols));
        Assert.That((socket.HttpResponseHeaders!.ContainsKey("Set-Cookie"), Cookie, Counters.Rotated), Is.EqualTo((false, before, 0)));
        await AssertGoesOnAsync();
    }

    [Test]
    public async Task Store_FailsWhileTheAnswerIsSent_TheAnswerIsUnchangedAndALaterOneRotates()
    {
        string? before = Cookie;

        BrowserAnswer answer = await AskAsync("GET /broken-store");
        App.Store.IsBroken = false;

        Assert.That((answer.Status, answer.Body, answer.SetCookies.Count, Cookie, Counters.Rotated), Is.EqualTo((200, "alice", 0, before, 0)));
        Assert.That(App.App.Log.Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Text), Has.Some.Contains("a later request tries again"));
        await AssertGoesOnAsync();
    }
}
