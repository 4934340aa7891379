using System.Reflection;
using System.Security.Claims;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Which events an application's sink gets, and what is in them.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
public sealed class EventTests : IDisposable
{
    private const string Role = "secret-role-1234";
    private const string Item = "secret-item-1234";
    private const string Label = "secret-label-123";

    // Made by rotation and over HTTP; the tests of both look at them.
    private static readonly Type[] MadeElsewhere = [typeof(KeyChangedEvent), typeof(RequestRefusedEvent), typeof(DeviceBoundEvent), typeof(DeviceRefusedEvent)];

    private static readonly ClientFacts Phone = new() { Address = "203.0.113.0", UserAgent = "phone" };

    private readonly SessionScenario _scenario = new();
    private readonly RecordingEventSink _sink = new();
    private readonly HashSet<string> _secrets = [Role, Item, Label];

    public void Dispose() => _scenario.Dispose();

    [Test]
    public async Task LoginAndLogout_Session_AreTwoEvents()
    {
        Application app = Sessions();
        IssuedCredential issued = await app.Strategy.IssueAsync(SessionScenario.Principal(), new() { Client = Phone, Persistent = true });

        await CallAsync(() => app.Strategy.RevokeAsync(issued.Value));

        SessionEndedEvent ended = await FirstAsync<SessionEndedEvent>();
        Assert.That(_sink.Events, Is.EqualTo(new AuthEvent[]
        {
            new CredentialIssuedEvent { Strategy = "Session", Subject = "alice", SessionId = issued.SessionId, Client = Phone, Time = _scenario.Now, ExpiresAt = issued.ExpiresAt, Persistent = true },
            new SessionEndedEvent { Strategy = "Session", Subject = "alice", SessionId = issued.SessionId, Client = Phone, Time = _scenario.Now, Reason = SessionEndReason.LoggedOut, EndedBy = SessionEndedBy.User, Count = 1 },
        }));
    }

    [Test]
    public async Task Logout_SessionThatIsGone_IsNoEvent()
    {
        Application app = Sessions();
        string token = (await app.Strategy.IssueAsync(SessionScenario.Principal())).Value;
        await app.Strategy.RevokeAsync(token);

        await app.Strategy.RevokeAsync(token);
        await app.Strategy.RevokeAsync("not a token");
        await MarkAsync(app);

        Assert.That(_sink.Events.OfType<SessionEndedEvent>(), Has.Exactly(1).Items);
    }

    [TestCase(0, 0)]
    [TestCase(1, 10)]
    [TestCase(4, 2)]
    public async Task Authenticate_Sampled_EveryNthIsAnEvent(int every, int expected)
    {
        Application app = Sessions(options => options.AuthenticatedEvery = every);
        string token = (await app.Strategy.IssueAsync(SessionScenario.Principal())).Value;

        for (int i = 0; i < 10; i++)
            await CallAsync(() => app.Strategy.AuthenticateAsync(token));
        await MarkAsync(app);

        CredentialAuthenticatedEvent[] accepted = [.. _sink.Events.OfType<CredentialAuthenticatedEvent>()];
        Assert.That(accepted, Has.Length.EqualTo(expected));
        Assert.That(accepted.Select(authEvent => (authEvent.Subject, authEvent.Client)), Has.All.EqualTo(("alice", Phone)));
    }

    [Test]
    public async Task Theft_BothClientsUseTheirTokens_IsReportedBeforeItsEnd()
    {
        Application app = Sessions();
        string first = (await app.Strategy.IssueAsync(SessionScenario.Principal())).Value;
        await app.Strategy.AuthenticateAsync(first);
        _scenario.Time.Advance(TimeSpan.FromMinutes(20));
        RefreshResult owner = await app.Strategy.RefreshAsync(first);
        await app.Strategy.AuthenticateAsync(owner.Credential!.Value);

        await CallAsync(() => app.Strategy.AuthenticateAsync(SessionFixture.WithOtherSecret(first)));

        await FirstAsync<SessionEndedEvent>();
        AuthEvent[] after = [.. _sink.Events.SkipWhile(authEvent => authEvent is not TokenReusedEvent)];
        Assert.That(after[0], Is.EqualTo(new TokenReusedEvent { Strategy = "Session", Subject = "alice", SessionId = SessionFixture.IdOf(first), Client = Phone, Time = _scenario.Now }));
        Assert.That(after[1], Is.EqualTo(new SessionEndedEvent
        {
            Strategy = "Session",
            Subject = "alice",
            SessionId = SessionFixture.IdOf(first),
            Client = Phone,
            Time = _scenario.Now,
            Reason = SessionEndReason.Safety,
            EndedBy = SessionEndedBy.SuspectedTheft,
            Count = 1,
        }));
    }

    [Test]
    public async Task Login_ThatReplacesAndExceedsTheLimit_NamesBothReasons()
    {
        Application app = Application(auth => auth.AddSession(options => options.MaxSessionsPerSubject = 2));
        string one = (await app.Strategy.IssueAsync(SessionScenario.Principal())).Value;
        _scenario.Time.Advance(TimeSpan.FromSeconds(1));
        string two = (await app.Strategy.IssueAsync(SessionScenario.Principal())).Value;
        _scenario.Time.Advance(TimeSpan.FromSeconds(1));

        await app.Strategy.IssueAsync(SessionScenario.Principal());
        await app.Strategy.IssueAsync(SessionScenario.Principal(), new() { Replaces = two });
        await MarkAsync(app);

        Assert.That(_sink.Events.OfType<SessionEndedEvent>().Select(ended => (ended.SessionId, ended.Reason, ended.EndedBy)), Is.EqualTo(new[]
        {
            ((SessionId?)SessionFixture.IdOf(one), SessionEndReason.SessionLimit, SessionEndedBy.Limit),
            (SessionFixture.IdOf(two), SessionEndReason.ReplacedByLogin, SessionEndedBy.User),
        }));
    }

    [Test]
    public async Task Directory_EveryEnd_SaysWhatTheCallerSaid()
    {
        Application app = Sessions();
        SessionId id = (await app.Strategy.IssueAsync(SessionScenario.Principal())).SessionId!.Value;
        await app.Strategy.IssueAsync(SessionScenario.Principal());
        await app.Strategy.IssueAsync(SessionScenario.Principal());

        await app.Directory.RevokeAsync("alice", id, new() { Reason = SessionEndReason.Administrator, Code = "device-lost" });
        await app.Directory.RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.PasswordChanged });
        await app.Directory.RevokeAllAsync("alice");
        await app.Directory.RevokeEverythingAsync();
        await FirstAsync<SessionEndedEvent>(ended => ended.EndedBy == SessionEndedBy.RevokeEverything);

        Assert.That(_sink.Events.OfType<SessionEndedEvent>().Select(ended => (ended.Strategy, ended.Subject, ended.SessionId, ended.Count, ended.Reason, ended.EndedBy, ended.Code)), Is.EqualTo(new[]
        {
            ("Session", "alice", (SessionId?)id, (int?)1, SessionEndReason.Administrator, SessionEndedBy.Administrator, "device-lost"),
            ("", "alice", null, 2, SessionEndReason.PasswordChanged, SessionEndedBy.Application, null),
            ("Session", null, null, null, SessionEndReason.RevokedEverything, SessionEndedBy.RevokeEverything, null),
        }));
    }

    [Test]
    public async Task ReplacePrincipal_Session_IsAnEvent()
    {
        Application app = Sessions();
        SessionId id = (await app.Strategy.IssueAsync(SessionScenario.Principal())).SessionId!.Value;

        await app.Directory.ReplacePrincipalAsync(id, SessionScenario.Principal("alice", new Claim("role", Role)));

        Assert.That((await FirstAsync<ClaimsReplacedEvent>()).SessionId, Is.EqualTo(id));
    }

    [Test]
    public async Task Keys_WholePeriod_EachChangeIsAnEventInItsOrder()
    {
        Application app = Application(auth => auth.AddJwt(options =>
        {
            SessionScenario.Configure(options);
            options.SigningKeys.Clear();
            options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(2), TimeSpan.FromDays(10), "HS256");
        }));
        await app.Strategy.IssueAsync(SessionScenario.Principal());
        for (int i = 0; i < 300; i++)
        {
            _scenario.Time.Advance(TimeSpan.FromHours(12));
            await app.Strategy.IssueAsync(SessionScenario.Principal());
        }

        await FirstAsync<KeyChangedEvent>(key => key.Change == KeyChange.Removed);
        IGrouping<string, KeyChange>[] keys = [.. _sink.Events.OfType<KeyChangedEvent>().GroupBy(key => key.KeyId, key => key.Change)];
        Assert.That(keys[0], Is.EqualTo(new[] { KeyChange.Activated, KeyChange.Retired, KeyChange.Removed }), "the first key signs at once");
        Assert.That(keys[1].Take(3), Is.EqualTo(new[] { KeyChange.Announced, KeyChange.Activated, KeyChange.Retired }));
    }

    [Test]
    public async Task Sink_ThatUsesTheStrategies_IsCreatedAndCalled()
    {
        Application app = _scenario.Application(auth => auth.AddSession(), more: services => services.AddSingleton(_sink).AddAuthEventSink<EndingSink>().AddAuthEventSink<EndingSink>());
        string token = (await app.Strategy.IssueAsync(SessionScenario.Principal())).Value;
        await app.Strategy.AuthenticateAsync(SessionFixture.WithOtherSecret(token));

        await FirstAsync<SessionEndedEvent>();

        Assert.That(_sink.Events.OfType<CredentialIssuedEvent>(), Has.Exactly(1).Items, "a sink that was added twice is one sink");
    }

    [Test]
    public async Task Sink_ThatThrowsOrNeverEnds_ChangesNoOutcome()
    {
        Application app = _scenario.Application(auth => auth.AddSession(), more: services => services
            .AddAuthEventSink("throws", _ => throw new InvalidOperationException("no sink"))
            .AddAuthEventSink("hangs", _ => new HangingSink())
            .AddAuthEventSink("works", _ => _sink));

        string token = "";
        for (int i = 0; i < 10_000; i++)
            token = (await app.Strategy.IssueAsync(SessionScenario.Principal($"user{i % 100}"))).Value;
        bool accepted = (await app.Strategy.AuthenticateAsync(token)).Succeeded;
        RevokeOutcome revoked = await app.Strategy.RevokeAsync(token);

        Assert.That((accepted, revoked), Is.EqualTo((true, RevokeOutcome.Revoked)));
        Assert.That((await FirstAsync<SessionEndedEvent>()).Reason, Is.EqualTo(SessionEndReason.SessionLimit).Or.EqualTo(SessionEndReason.LoggedOut), "the sink that works is not delayed by the others");
    }

    [Test]
    [Property("Requirement", "L-01")]
    public async Task WholeLife_EveryEventInEveryForm_HasNoCredentialNoClaimAndNoItem()
    {
        Application app = _scenario.Application(
            auth => auth.AddSession(options => options.MaxSessionsPerSubject = 2).AddJwt(SessionScenario.Configure),
            more: services => services
                .AddAuthEventSink("test", _ => _sink)
                .AddAuthEventLog()
                .Configure<AuthEventOptions>(options => options.AuthenticatedEvery = 1));
        foreach (string name in new[] { "Session", "Jwt" })
            await LiveAsync(app, app[name]);
        await app.Directory.RevokeEverythingAsync();
        await FirstAsync<SessionEndedEvent>(ended => ended.EndedBy == SessionEndedBy.RevokeEverything && ended.Strategy == "Jwt");
        await Until.TrueAsync(() => _scenario.Log.Count(55) == _sink.Events.Count);

        Type[] types = [.. typeof(AuthEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AuthEvent)) && !MadeElsewhere.Contains(type))];
        Assert.That(_sink.Events.Select(authEvent => authEvent.GetType()).Distinct(), Is.EquivalentTo(types), "or nothing of that type was looked at");
        Assert.That(_secrets, Has.Count.GreaterThan(8));
        HashSet<string> pieces = [.. _secrets.SelectMany(Pieces)];
        IEnumerable<string> said = _sink.Events.SelectMany(Said).Concat(_scenario.Log.Entries.Where(entry => entry.Id == 55).Select(entry => entry.Text + entry.Values));
        foreach (string text in said)
            Assert.That(Pieces(text).FirstOrDefault(pieces.Contains), Is.Null, text);
    }

    [Test]
    public void Events_EveryType_IsSealedAndHasItsName()
    {
        Type[] types = [.. typeof(AuthEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AuthEvent)))];

        Assert.That(types, Has.All.Property(nameof(Type.IsSealed)).True);
        foreach (Type type in types)
        {
            string name = ((AuthEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)).Name;
            Assert.That(name.Replace("_", "", StringComparison.Ordinal) + "event", Is.EqualTo(type.Name.ToLowerInvariant()));
        }
    }

    private async Task LiveAsync(Application app, IAuthStrategy strategy)
    {
        ClaimsPrincipal alice = SessionScenario.Principal("alice", new Claim("role", Role));
        IssueOptions options = new() { Client = Phone, Label = Label };
        if (strategy.Name == "Session")
            options.Items = new Dictionary<string, string?> { ["name"] = Item };
        IssuedCredential first = Hear(await strategy.IssueAsync(alice, options));
        string lasting = SessionScenario.Lasting(first);
        await strategy.AuthenticateAsync(first.Value);
        await strategy.AuthenticateAsync((first.Value[0] == 'x' ? 'y' : 'x') + first.Value[1..]);
        _scenario.Time.Advance(TimeSpan.FromMinutes(20));
        IssuedCredential second = Hear((await strategy.RefreshAsync(lasting)).Credential!);
        await strategy.RefreshAsync(lasting);
        await app.Directory.ReplacePrincipalAsync(first.SessionId!.Value, SessionScenario.Principal("alice", new Claim("role", Role), new Claim("more", Role)));
        await strategy.AuthenticateAsync(second.Value);
        await strategy.RefreshAsync(SessionFixture.WithOtherSecret(lasting));
        for (int i = 0; i < 4; i++)
            Hear(await strategy.IssueAsync(alice, options));
        await strategy.RevokeAsync(SessionScenario.Lasting(Hear(await strategy.IssueAsync(alice, options))));
    }

    private IssuedCredential Hear(IssuedCredential credential)
    {
        _secrets.Add(credential.Value);
        if (credential.RefreshToken is { } refreshToken)
            _secrets.Add(refreshToken);
        return credential;
    }

    private static IEnumerable<string> Said(AuthEvent authEvent) => authEvent.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => property.GetValue(authEvent) is { } value ? value is ClientFacts client ? $"{client.Address} {client.UserAgent}" : value.ToString()! : "")
        .Append(authEvent.ToString());

    private static IEnumerable<string> Pieces(string text) => Enumerable.Range(0, Math.Max(0, text.Length - 7)).Select(i => text.Substring(i, 8));

    private Application Sessions(Action<AuthEventOptions>? configure = null) => Application(auth => auth.AddSession(), configure);

    private Application Application(Action<IAuthStrategyBuilder> strategies, Action<AuthEventOptions>? configure = null) =>
        _scenario.Application(strategies, more: services => services.AddAuthEventSink("test", _ => _sink).Configure(configure ?? (_ => { })));

    private static async Task<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        ValueTask<T> running;
        using (new ClientFactsScope(Phone))
            running = call();
        return await running;
    }

    /// <summary>Waits until all events before this call are delivered.</summary>
    private async Task MarkAsync(Application app)
    {
        string subject = Guid.NewGuid().ToString();
        await app.Strategy.IssueAsync(SessionScenario.Principal(subject));
        await FirstAsync<CredentialIssuedEvent>(issued => issued.Subject == subject);
    }

    private async Task<TEvent> FirstAsync<TEvent>(Func<TEvent, bool>? condition = null)
        where TEvent : AuthEvent
    {
        using CancellationTokenSource limit = new(Until.TimeLimit);
        return await _sink.FirstAsync(condition, limit.Token);
    }

    private sealed class EndingSink(ISessionDirectory sessions, RecordingEventSink recorder) : IAuthEventSink
    {
        public async ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            await recorder.WriteAsync(authEvent, cancellationToken);
            if (authEvent is CredentialIssuedEvent { SessionId: { } session, Subject: { } subject })
                await sessions.RevokeAsync(subject, session, cancellationToken: cancellationToken);
        }
    }

    private sealed class HangingSink : IAuthEventSink
    {
        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
        {
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
            return new(new TaskCompletionSource().Task);
        }
    }
}
