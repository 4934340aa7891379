using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.AspNetCore.Tests.Http;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>What an operator sees of device binding: one event, one count and one line of the log for each proof that is refused, and for each session that is bound.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
internal sealed class DeviceBindingEventTests
{
    private const string Agent = "User-Agent: Firefox/140.0";

    private static readonly ClientFacts Client = new() { Address = "127.0.0.0", UserAgent = "Firefox/140.0" };

    private readonly RecordingEventSink _sink = new();

    [Test]
    public async Task Registration_Accepted_MakesOneEventWithUserAndClientAndIsCounted()
    {
        await using TestHost host = await StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        using Counted counted = new(host);

        RawAnswer answer = await host.SendAsync($"POST {DeviceBrowser.Registration}", [.. browser.Cookies, Agent, $"Secure-Session-Response: {browser.Proof(browser.Challenge, withKey: true)}"]);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        DeviceBoundEvent bound = (await _sink.UntilNowAsync(host)).OfType<DeviceBoundEvent>().Single();
        Assert.That((bound.Strategy, bound.Subject, bound.Client, bound.Algorithm, bound.Time), Is.EqualTo(("Session", "alice", Client, "ES256", host.App.Time.GetUtcNow())));
        Assert.That(answer.Body, Does.Contain($"\"session_identifier\":\"{bound.SessionId}\""));
        Assert.That(counted.Tags, Is.EqualTo((string[])["operation=register outcome=succeeded strategy=Session"]));
    }

    [Test]
    public async Task Refresh_Accepted_IsCountedAndMakesNoEvent()
    {
        await using TestHost host = await StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        int before = (await _sink.UntilNowAsync(host)).Length;
        using Counted counted = new(host);

        Assert.That((await browser.RefreshAsync()).Status, Is.EqualTo(200));

        Assert.That(counted.Tags, Is.EqualTo((string[])["operation=refresh outcome=succeeded strategy=Session"]), "the question for a challenge is no proof");
        Assert.That((await _sink.UntilNowAsync(host))[before..], Is.Empty);
    }

    [Test]
    public async Task Refresh_OfAnEndedSession_IsNoRefusal()
    {
        await using TestHost host = await StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        await host.SendAsync("POST /auth/logout", browser.Cookies);
        int before = (await _sink.UntilNowAsync(host)).Length;
        using Counted counted = new(host);

        Assert.That((await browser.RefreshAsync()).Body, Is.EqualTo("""{"continue":false}"""));

        Assert.That((counted.Tags, (await _sink.UntilNowAsync(host)).Length), Is.EqualTo((Array.Empty<string>(), before)));
    }

    private static readonly TestCaseData[] Refusals =
    [
        Register("without a proof", DeviceRefusal.InvalidProof, false, (host, browser) => host.SendAsync($"POST {DeviceBrowser.Registration}", [.. browser.Cookies, Agent])),
        Register("of another type", DeviceRefusal.InvalidProof, false, (host, browser) => SendAsync(host, browser, browser.Proof(browser.Challenge, header: """{"alg":"ES256","typ":"JWT"}"""))),
        Register("of another algorithm", DeviceRefusal.InvalidProof, false, (host, browser) => SendAsync(host, browser, browser.Proof(browser.Challenge, header: """{"alg":"none","typ":"dbsc+jwt"}"""))),
        Register("of another key", DeviceRefusal.WrongKey, false, async (host, browser) =>
        {
            using DeviceBrowser other = new(host);
            return await SendAsync(host, browser, browser.Proof(browser.Challenge, header: $$"""{"alg":"ES256","jwk":{{other.Jwk}},"typ":"dbsc+jwt"}"""));
        }),
        Register("made-up challenge", DeviceRefusal.UnknownChallenge, false, (host, browser) => SendAsync(host, browser, browser.Proof("made-up", withKey: true))),
        Register("late", DeviceRefusal.UnknownChallenge, false, (host, browser) =>
        {
            host.App.Time.Advance(TimeSpan.FromSeconds(60));
            return SendAsync(host, browser, browser.Proof(browser.Challenge, withKey: true));
        }),
        Register("without the cookie", DeviceRefusal.UnknownSession, true, (host, browser) => host.SendAsync($"POST {DeviceBrowser.Registration}", Agent, $"Secure-Session-Response: {browser.Proof(browser.Challenge, withKey: true)}"), strategy: ""),
        Register("again", DeviceRefusal.AlreadyBound, true, async (host, browser) =>
        {
            await browser.RegisterAsync();
            return await SendAsync(host, browser, browser.Proof(browser.Challenge, withKey: true));
        }),
        Refresh("of no session", DeviceRefusal.InvalidProof, false, (host, _) => host.SendAsync($"POST {DeviceBrowser.Refreshing}", Agent), strategy: ""),
        Refresh("two proofs", DeviceRefusal.InvalidProof, true, (host, browser) => AnswerAsync(host, browser, "a", "b")),
        Refresh("of another form", DeviceRefusal.InvalidProof, true, (host, browser) => AnswerAsync(host, browser, "a")),
        Refresh("of another key", DeviceRefusal.WrongKey, true, async (host, browser) =>
        {
            using DeviceBrowser thief = new(host);
            return await AnswerAsync(host, browser, thief.Proof(DeviceBrowser.ChallengeOf(await browser.AskAsync())));
        }),
        Refresh("another key that is named", DeviceRefusal.WrongKey, true, async (host, browser) =>
        {
            using DeviceBrowser thief = new(host);
            return await AnswerAsync(host, browser, thief.Proof(DeviceBrowser.ChallengeOf(await browser.AskAsync()), withKey: true));
        }),
        Refresh("made-up challenge", DeviceRefusal.UnknownChallenge, true, (host, browser) => AnswerAsync(host, browser, browser.Proof("made-up")), status: 403),
        Refresh("challenge that was answered", DeviceRefusal.UnknownChallenge, true, async (host, browser) =>
        {
            string proof = browser.Proof(DeviceBrowser.ChallengeOf(await browser.AskAsync()));
            await browser.AnswerAsync(proof);
            return await AnswerAsync(host, browser, proof);
        }, status: 403),
    ];

    [TestCaseSource(nameof(Refusals))]
    public async Task Proof_Refused_MakesOneEventIsCountedAndLogged(
        bool isRefresh, DeviceRefusal reason, string tag, bool hasSession, string strategy, int status, Func<TestHost, DeviceBrowser, Task<RawAnswer>> send)
    {
        await using TestHost host = await StartAsync();
        using DeviceBrowser browser = new(host);
        await (isRefresh ? browser.LogInAndRegisterAsync() : browser.LogInAsync());
        using Counted counted = new(host);

        RawAnswer answer = await send(host, browser);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
        DeviceRefusedEvent refused = (await _sink.UntilNowAsync(host)).OfType<DeviceRefusedEvent>().Single();
        Assert.That((refused.Reason, refused.IsRefresh, refused.Strategy, refused.Subject, refused.Client, refused.Time), Is.EqualTo((reason, isRefresh, strategy, (string?)null, Client, host.App.Time.GetUtcNow())));
        Assert.That(refused.SessionId is not null, Is.EqualTo(hasSession));
        string named = strategy.Length == 0 ? "" : $" strategy={strategy}";
        Assert.That(counted.Tags[^1], Is.EqualTo($"operation={(isRefresh ? "refresh" : "register")} outcome=failed reason={tag}{named}"));
        Assert.That(host.App.Log.Text, Does.Contain(isRefresh ? "was not renewed: " : "A device was not registered: "));
    }

    private Task<TestHost> StartAsync() => DeviceHosts.StartAsync(services: services => services.AddAuthEventSink("test", _ => _sink));

    private static Task<RawAnswer> SendAsync(TestHost host, DeviceBrowser browser, string proof) =>
        host.SendAsync($"POST {DeviceBrowser.Registration}", [.. browser.Cookies, Agent, $"Secure-Session-Response: {proof}"]);

    private static Task<RawAnswer> AnswerAsync(TestHost host, DeviceBrowser browser, params string[] proofs) =>
        host.SendAsync($"POST {DeviceBrowser.Refreshing}", [$"Sec-Secure-Session-Id: {browser.Id}", Agent, .. proofs.Select(proof => $"Secure-Session-Response: {proof}")]);

    private static TestCaseData Register(string name, DeviceRefusal reason, bool hasSession, Func<TestHost, DeviceBrowser, Task<RawAnswer>> send, string? strategy = null) =>
        Row($"registration {name}", false, reason, hasSession, strategy ?? (hasSession ? "Session" : ""), 400, send);

    private static TestCaseData Refresh(string name, DeviceRefusal reason, bool hasSession, Func<TestHost, DeviceBrowser, Task<RawAnswer>> send, string strategy = "Session", int status = 400) =>
        Row($"refresh {name}", true, reason, hasSession, strategy, status, send);

    private static TestCaseData Row(string name, bool isRefresh, DeviceRefusal reason, bool hasSession, string strategy, int status, Func<TestHost, DeviceBrowser, Task<RawAnswer>> send)
    {
        string tag = string.Concat(reason.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
        return new TestCaseData(isRefresh, reason, tag, hasSession, strategy, status, send).SetArgDisplayNames(name);
    }

    /// <summary>The tags of the counter's measurements of one host.</summary>
    private sealed class Counted : IDisposable
    {
        private const string Prefix = "authstrategies.";

        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _tags = [];

        public Counted(TestHost host)
        {
            IMeterFactory factory = host.App.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == AuthStrategiesTelemetry.DeviceProofs && instrument.Meter.Name == AuthStrategiesTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _tags.Enqueue(
                string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key[Prefix.Length..]}={tag.Value}"))));
            _listener.Start();
        }

        public string[] Tags => [.. _tags];

        public void Dispose() => _listener.Dispose();
    }
}
