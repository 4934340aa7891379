using System.Text.Json;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Issuers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Issuers.Tests.Behavior;

/// <summary>What a client is told when something does not answer: the cause in one wording, and when to come again.</summary>
[TestFixture]
[Property("Requirement", "F-34")]
public sealed class OutageTextsTests
{
    private const string IssuerKeys = "The keys of the token's issuer cannot be read at present. Try again later.";
    private const string OwnKeys = "The keys of this application cannot be read at present. Try again later.";
    private const string Sessions = "Try again later. Your session has not been ended.";
    private static readonly JwtKey PartnerKey = JwtKey.Generate("ES256", "partner");

    [TestCase("partner", "GET /me", IssuerKeys, 10)]
    [TestCase("partner", "GET /partner", IssuerKeys, 10)]
    [TestCase("partner", "GET /auth/sessions", IssuerKeys, 10)]
    [TestCase("partner", "POST /auth/logout-everywhere", IssuerKeys, 10)]
    [TestCase("own", "GET /me", OwnKeys, 5)]
    [TestCase("own", "GET /own", OwnKeys, 5)]
    [TestCase("own", "GET /auth/sessions", OwnKeys, 5)]
    [TestCase("own", "POST /auth/logout", "The keys of this application cannot be read at present, so the session may stay valid until it expires. Try again later.", 5)]
    [TestCase("own", "POST /login", "The login was not completed. The keys of this application cannot be read at present. Try again later.", 5)]
    [TestCase("refresh", "POST /auth/refresh", OwnKeys, 5)]
    [TestCase("session", "GET /me", Sessions, 5)]
    [TestCase("session", "GET /auth/sessions", Sessions, 5)]
    [TestCase("session", "POST /auth/refresh", Sessions, 5)]
    [TestCase("session", "POST /auth/logout", "The session store did not answer, so the session may stay valid until it expires. Try again later.", 5)]
    public async Task Outage_IsToldByItsCause(string credential, string requestLine, string detail, int retryAfter)
    {
        SwitchedStore store = new(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), new FakeTimeProvider(PartnerFixture.Start)));
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(
            state: OwnStore.DownCold,
            more: b => b.AddSession("Sessions"),
            http: o => o.Strategy("Sessions").Transport = CredentialTransport.Bearer,
            sessions: store);
        app.Handler.Instead = (_, _) => throw new HttpRequestException("down");
        IssuedCredential session = await app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Sessions").IssueAsync(SeveralIssuersApp.Alice);
        string text = credential switch
        {
            "partner" => await app.TokenAsync(IssuerHandler.Issuer, PartnerKey),
            "own" => await app.OwnTokenAsync(),
            "refresh" => (await app.OwnCredentialAsync()).RefreshToken!,
            _ => session.Value,
        };
        store.IsDown = credential == "session";

        RawAnswer answer = (await app.AskAsync(requestLine, text)).Answer;

        Assert.That(answer.Status, Is.EqualTo(503), answer.Body);
        Assert.That((JsonDocument.Parse(answer.Body).RootElement.GetProperty("detail").GetString(), answer.One("Retry-After")), Is.EqualTo((detail, $"{retryAfter}")));
    }

    [TestCase(0, 10)]
    [TestCase(3, 7)]
    [TestCase(9, 5)]
    public async Task RetryAfter_OfAnIssuer_IsWhatIsLeftOfTheCooldown(int secondsLater, int expected)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync();
        app.Handler.Instead = (_, _) => throw new HttpRequestException("down");
        string token = await app.TokenAsync(IssuerHandler.Issuer, PartnerKey);
        await app.AskAsync("GET /me", token);
        app.App.Time.Advance(TimeSpan.FromSeconds(secondsLater));

        var asked = await app.AskAsync("GET /me", token);

        Assert.That((asked.Answer.Status, asked.Answer.One("Retry-After"), asked.Fetches), Is.EqualTo((503, $"{expected}", 0)));
    }

    /// <summary>The breaker knows when it makes the next call; the option is 5 s.</summary>
    [TestCase(20, 0, 20)]
    [TestCase(20, 8, 12)]
    [TestCase(20, 18, 5)]
    [TestCase(3, 0, 5)]
    public async Task RetryAfter_OfTheSessionStore_IsWhatIsLeftOfTheBreak(int breakSeconds, int secondsLater, int expected)
    {
        SwitchedStore store = new(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), new FakeTimeProvider(PartnerFixture.Start)));
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(
            more: b => b.AddSession("Sessions").Services.Configure<SessionStoreCallOptions>(o => (o.FailureThreshold, o.BreakDuration) = (1, TimeSpan.FromSeconds(breakSeconds))),
            http: o => o.Strategy("Sessions").Transport = CredentialTransport.Bearer,
            sessions: store);
        string session = (await app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Sessions").IssueAsync(SeveralIssuersApp.Alice)).Value;
        store.FailsAfter = () => app.App.Time.Advance(TimeSpan.FromSeconds(1));
        await app.AskAsync("GET /me", session);
        app.App.Time.Advance(TimeSpan.FromSeconds(secondsLater));
        int finds = store.Finds;

        RawAnswer answer = (await app.AskAsync("GET /me", session)).Answer;

        Assert.That((answer.Status, answer.One("Retry-After"), store.Finds - finds), Is.EqualTo((503, $"{expected}", 0)));
    }

    /// <summary>Answers of other strategies, and refusals that need no key, do not end the outage.</summary>
    [TestCase("own")]
    [TestCase("wrong issuer")]
    public async Task Log_OfAnIssuerOutage_IsOneLineBesideOtherTokens(string kind)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync();
        app.Handler.Instead = (_, _) => throw new HttpRequestException("down");
        string own = kind == "own" ? await app.OwnTokenAsync() : await app.TokenAsync(IssuerHandler.Issuer + "/", PartnerKey);
        for (int i = 0; i < 3; i++)
        {
            await app.AskAsync("GET /me", await app.TokenAsync(IssuerHandler.Issuer, PartnerKey));
            app.App.Time.Advance(TimeSpan.FromSeconds(11));
            await app.AskAsync("GET /me", own);
        }

        string[] lines = [.. app.App.Log.Lines.Where(line => line.StartsWith("[132]", StringComparison.Ordinal) || line.StartsWith("[101]", StringComparison.Ordinal) || line.StartsWith("[150]", StringComparison.Ordinal)).Select(line => line[..5])];
        Assert.That(lines, Is.EqualTo(new[] { "[132]" }));
    }

    [Test]
    public async Task WrongIssuer_OfThePartner_IsNamed([Values] bool ownFirst, [Values] OwnStore state, [Values] bool keysKnown)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, state, environment: "Development");
        app.Handler.Publish(PartnerKey);
        if (keysKnown)
            await app.AskAsync("GET /me", await app.TokenAsync(IssuerHandler.Issuer, PartnerKey));

        RawAnswer answer = (await app.AskAsync("GET /me", await app.TokenAsync(IssuerHandler.Issuer + "/", PartnerKey))).Answer;

        JsonElement problem = JsonDocument.Parse(answer.Body).RootElement;
        string detail = problem.GetProperty("detail").GetString()!;
        Assert.That(problem.GetProperty("reason").GetString(), Is.EqualTo("WrongIssuer"));
        // No strategy accepts its issuer, so the first one answers, and the other is named.
        Assert.That(detail, Is.EqualTo(ownFirst
            ? $"Strategy \"Own\": \"iss\" is not Issuer: {SeveralIssuersApp.OwnIssuer}. Strategy \"Partner\" accepts {IssuerHandler.Issuer}."
            : $"Strategy \"Partner\": \"iss\" is not Issuer: {IssuerHandler.Issuer}. Strategy \"Own\" accepts {SeveralIssuersApp.OwnIssuer}."));
        string[] lines = [.. app.App.Log.Lines.Where(line => line.StartsWith("[131]", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.EqualTo(1).And.All.Contains(detail));
        Assert.That(lines, Has.None.Contains(IssuerHandler.Issuer + "/"), "no claim of a token");
    }

    private sealed class SwitchedStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public bool IsDown { get; set; }

        /// <summary>Runs before each lookup fails, if set.</summary>
        public Action? FailsAfter { get; set; }

        public int Finds { get; private set; }

        public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
        {
            Finds++;
            return FailsAfter is null ? FindNowAsync(id, cancellationToken) : FailAsync(FailsAfter);
        }

        private static async ValueTask<SessionRecord?> FailAsync(Action first)
        {
            await Task.Yield();
            first();
            throw new SessionStoreException("The session store is down.");
        }

        private ValueTask<SessionRecord?> FindNowAsync(SessionId id, CancellationToken cancellationToken) =>
            IsDown ? throw new SessionStoreException("The session store is down.") : base.FindAsync(id, cancellationToken);

        public override ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) =>
            IsDown ? throw new SessionStoreException("The session store is down.") : base.RemoveAsync(id, ifVersion, cancellationToken);
    }
}
