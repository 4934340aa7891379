using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class SessionIssuerTests
{
    private readonly SessionFixture _fixture = new();

    [Test]
    [Property("Requirement", "S-01")]
    public async Task Issue_Principal_GivesATokenThatAuthenticates()
    {
        IssuedCredential credential = await _fixture.Strategy.IssueAsync(SessionFixture.Principal("alice", new Claim("role", "admin"), new Claim("level", "3", ClaimValueTypes.Integer32)));

        AuthResult result = await _fixture.Strategy.AuthenticateAsync(credential.Value);
        Assert.That(credential.Value, Does.Match("^[A-Za-z0-9_-]{64}$"));
        Assert.That(credential.ExpiresAt, Is.EqualTo(_fixture.Now.AddHours(1)));
        Assert.That(credential.RefreshToken, Is.Null);
        Assert.That(credential.Persistent, Is.False);
        Assert.That(result.Succeeded, Is.True);
        Assert.That(result.SessionId, Is.EqualTo(credential.SessionId));
        Assert.That(result.AuthenticatedAt, Is.EqualTo(_fixture.Now));
        Assert.That(result.ExpiresAt, Is.EqualTo(credential.ExpiresAt));
        Assert.That(result.Principal!.Identity!.AuthenticationType, Is.EqualTo("Session"));
        Assert.That(result.Principal.FindFirst("sub")!.Value, Is.EqualTo("alice"));
        Assert.That(result.Principal.IsInRole("admin"), Is.True);
        Assert.That(result.Principal.FindFirst("level")!.ValueType, Is.EqualTo(ClaimValueTypes.Integer32));
    }

    [Test]
    public async Task Issue_TwiceForOnePrincipal_MakesIndependentSessions()
    {
        string one = await _fixture.IssueAsync();
        string other = await _fixture.IssueAsync();

        await _fixture.Strategy.RevokeAsync(one);

        Assert.That(SessionFixture.IdOf(one), Is.Not.EqualTo(SessionFixture.IdOf(other)));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(other)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "S-04")]
    [Property("Requirement", "R-05")]
    public async Task Issue_Session_LeavesNothingInTheStoreThatIsACredential()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        string successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;

        foreach (string text in (string[])[token, successor])
        {
            byte[] bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
            foreach (SessionRecord record in _fixture.Store.Records)
            {
                byte[] dump = [.. record.Id.ToByteArray(), .. System.Text.Encoding.UTF8.GetBytes(record.Subject), .. record.Payload.Span];
                for (int i = 0; i + 8 <= bytes.Length; i++)
                    Assert.That(dump.AsSpan().IndexOf(bytes.AsSpan(i, 8)), Is.Negative, $"bytes {i} to {i + 8} of a token are in the store");
            }
        }
    }

    [Test]
    [Property("Requirement", "S-02")]
    [Property("Requirement", "S-03")]
    public async Task Issue_WithATokenTheServerNeverMade_NeverAdoptsIt()
    {
        string planted = OpaqueToken.New().Text;

        string issued = await _fixture.IssueAsync(options: new() { Replaces = planted });

        Assert.That(issued, Is.Not.EqualTo(planted));
        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(SessionFixture.IdOf(issued)));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(planted)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "S-03")]
    [Property("Requirement", "D-02")]
    public async Task Issue_Replacing_EndsTheOldSessionAndMovesBothEnds()
    {
        string old = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(50));

        IssuedCredential fresh = await _fixture.Strategy.IssueAsync(SessionFixture.Principal(), new() { Replaces = old });

        Assert.That((await _fixture.Strategy.AuthenticateAsync(old)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(fresh.Value)).Succeeded, Is.True);
        Assert.That(_fixture.Store.Records.Single().AbsoluteExpiresAt, Is.EqualTo(_fixture.Now.AddHours(24)));
        Assert.That(fresh.ExpiresAt, Is.EqualTo(_fixture.Now.AddHours(1)));
    }

    [Test]
    [Property("Requirement", "S-03")]
    public async Task Issue_ReplacingUnderARightNameWithAWrongSecret_EndsTheOldSession()
    {
        string old = await _fixture.IssueAsync("bob");

        await _fixture.IssueAsync("alice", new() { Replaces = SessionFixture.WithOtherSecret(old) });

        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(old)), Is.Null);
    }

    [Test]
    [Property("Requirement", "S-03")]
    public async Task Issue_ReplacingASessionOfAnotherStrategy_EndsIt()
    {
        string refresh = (await _fixture.Node(policy: _fixture.RefreshPolicy()).IssueAsync(SessionFixture.Principal())).Value;

        await _fixture.IssueAsync(options: new() { Replaces = refresh });

        Assert.That(_fixture.Store.Peek(SessionFixture.IdOf(refresh)), Is.Null);
    }

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.NotOfTheShape))]
    [Property("Requirement", "S-05")]
    public async Task Issue_ReplacingHostileText_IgnoresIt(string text)
    {
        await _fixture.IssueAsync("bob");
        _fixture.Store.Forget();

        string issued = await _fixture.IssueAsync(options: new() { Replaces = text });

        Assert.That(_fixture.Store.Calls, Is.EqualTo((string[])["find", "list", "create", "list"]), "no call for the text; the find reads the generation");
        Assert.That((await _fixture.Strategy.AuthenticateAsync(issued)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "S-03")]
    [Property("Requirement", "F-23")]
    public async Task Issue_ReplacingWhileAHundredRequestsUseTheOldSession_LeavesItDead()
    {
        string old = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        _fixture.Store.Before = async (_, _) => await Task.Yield();
        Task[] requests = [.. Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            if (i % 2 == 0)
                await _fixture.Strategy.AuthenticateAsync(old);
            else
                await _fixture.Strategy.RefreshAsync(old);
        }))];

        string fresh = await _fixture.IssueAsync(options: new() { Replaces = old });
        AuthResult later = await _fixture.Strategy.AuthenticateAsync(old);
        await Task.WhenAll(requests);

        Assert.That(later.Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(SessionFixture.IdOf(fresh)));
    }

    [TestCase("find")]
    [TestCase("remove")]
    [Property("Requirement", "S-03")]
    [Property("Requirement", "F-23")]
    public async Task Issue_OldSessionCannotBeRemoved_TakesTheNewOneBackAndThrows(string failing)
    {
        string old = await _fixture.IssueAsync();
        bool failed = false;
        _fixture.Store.Before = (operation, _) =>
        {
            // Once: the removal of the new one must work.
            if (operation != failing || failed)
                return Task.CompletedTask;
            failed = true;
            throw new IOException("down");
        };

        Assert.That(async () => await _fixture.IssueAsync(options: new() { Replaces = old }), Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<IOException>());

        _fixture.Store.Before = null;
        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(SessionFixture.IdOf(old)));
    }

    [Test]
    [Property("Requirement", "F-02")]
    [Property("Requirement", "F-23")]
    public async Task Issue_StoreDiesAfterTheCreate_ThrowsAndNoClientHasTheOrphan()
    {
        string old = await _fixture.IssueAsync();
        bool created = false;
        _fixture.Store.Before = (_, _) => created ? throw new IOException("down") : Task.CompletedTask;
        _fixture.Store.After = (operation, _) =>
        {
            created |= operation == "create";
            return Task.CompletedTask;
        };

        Assert.That(async () => await _fixture.IssueAsync(options: new() { Replaces = old }), Throws.TypeOf<SessionStoreException>());

        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(2));
        Assert.That(_fixture.Log.Count(1), Is.EqualTo(1), "only the first session was reported");
    }

    [Test]
    public async Task Issue_NameIsTaken_DrawsAnother()
    {
        bool first = true;
        var store = new Moq.Mock<ISessionStore>();
        List<SessionId> asked = [];
        store.Setup(s => s.ListAsync(Moq.It.IsAny<string>(), Moq.It.IsAny<CancellationToken>())).Returns(new ValueTask<IReadOnlyList<SessionRecord>>([]));
        store.Setup(s => s.TryCreateAsync(Moq.It.IsAny<SessionRecord>(), Moq.It.IsAny<CancellationToken>()))
            .Returns((SessionRecord record, CancellationToken _) =>
            {
                if (record.Subject != "alice")
                    return _fixture.Store.TryCreateAsync(record, CancellationToken.None);

                asked.Add(record.Id);
                bool taken = first;
                first = false;
                return new ValueTask<bool>(!taken);
            });

        store.Setup(s => s.FindAsync(Moq.It.IsAny<SessionId>(), Moq.It.IsAny<CancellationToken>())).Returns((SessionId id, CancellationToken token) => _fixture.Store.FindAsync(id, token));

        IssuedCredential credential = await _fixture.Node(store: store.Object).IssueAsync(SessionFixture.Principal());

        Assert.That(asked, Has.Count.EqualTo(2).And.Unique);
        Assert.That(credential.SessionId, Is.EqualTo(asked[1]));
    }

    [Test]
    public async Task Issue_StoreSaysThatEveryNameIsTaken_ThrowsSoon()
    {
        await _fixture.IssueAsync();
        var store = new Moq.Mock<ISessionStore>();
        store.Setup(s => s.ListAsync(Moq.It.IsAny<string>(), Moq.It.IsAny<CancellationToken>())).Returns(new ValueTask<IReadOnlyList<SessionRecord>>([]));

        store.Setup(s => s.FindAsync(Moq.It.IsAny<SessionId>(), Moq.It.IsAny<CancellationToken>())).Returns((SessionId id, CancellationToken token) => _fixture.Store.FindAsync(id, token));

        Assert.That(async () => await _fixture.Node(store: store.Object).IssueAsync(SessionFixture.Principal()), Throws.TypeOf<SessionStoreException>());

        store.Verify(s => s.TryCreateAsync(Moq.It.IsAny<SessionRecord>(), Moq.It.IsAny<CancellationToken>()), Moq.Times.Exactly(SessionLimits.NameAttempts));
    }

    [Test]
    public async Task Issue_Persistent_TakesThePersistentLifetimes()
    {
        IssuedCredential credential = await _fixture.Strategy.IssueAsync(SessionFixture.Principal(), new() { Persistent = true });

        Assert.That(credential.Persistent, Is.True);
        Assert.That(credential.ExpiresAt, Is.EqualTo(_fixture.Now.AddDays(14)));
        Assert.That(_fixture.Store.Records.Single().AbsoluteExpiresAt, Is.EqualTo(_fixture.Now.AddDays(30)));
    }

    [TestCase("00:00:01", "00:00:01")]
    [TestCase("00:10:00", "00:10:00")]
    [TestCase("10.00:00:00", "01:00:00")]
    [TestCase("400.00:00:00", "01:00:00")]
    [Property("Requirement", "D-01")]
    public async Task Issue_Lifetime_IsTheAbsoluteEndAndTheIdleEndNeverLiesBeyond(string lifetime, string idle)
    {
        var wanted = TimeSpan.Parse(lifetime);

        IssuedCredential credential = await _fixture.Strategy.IssueAsync(SessionFixture.Principal(), new() { Lifetime = wanted });

        Assert.That(_fixture.Store.Records.Single().AbsoluteExpiresAt, Is.EqualTo(_fixture.Now + wanted));
        Assert.That(credential.ExpiresAt, Is.EqualTo(_fixture.Now + TimeSpan.Parse(idle)));
    }

    public static IEnumerable<TestCaseData> WrongOptions()
    {
        yield return new TestCaseData(new IssueOptions { Lifetime = TimeSpan.Zero }, "Lifetime").SetArgDisplayNames("zero lifetime");
        yield return new TestCaseData(new IssueOptions { Lifetime = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1) }, "from 1 second").SetArgDisplayNames("short lifetime");
        yield return new TestCaseData(new IssueOptions { Lifetime = TimeSpan.FromDays(400) + TimeSpan.FromTicks(1) }, "400 days").SetArgDisplayNames("more than 400 days");
        yield return new TestCaseData(new IssueOptions { Lifetime = TimeSpan.MaxValue }, "400 days").SetArgDisplayNames("longest lifetime");
        yield return new TestCaseData(new IssueOptions { AccessTokenLifetime = TimeSpan.Zero }, "AccessTokenLifetime").SetArgDisplayNames("zero access token lifetime");
        yield return new TestCaseData(new IssueOptions { AccessTokenLifetime = TimeSpan.FromHours(24) + TimeSpan.FromTicks(1) }, "24 hours").SetArgDisplayNames("access token of more than 24 hours");
        yield return new TestCaseData(new IssueOptions { Label = new string('x', 201) }, "200").SetArgDisplayNames("long label");
        yield return new TestCaseData(new IssueOptions { Label = "a\ud800" }, "Unicode").SetArgDisplayNames("half a character");
        yield return new TestCaseData(new IssueOptions { AuthenticatedAt = SessionFixture.Start.AddMinutes(5).AddTicks(1) }, "5 minutes").SetArgDisplayNames("future");
        yield return new TestCaseData(new IssueOptions { AuthenticatedAt = DateTimeOffset.MaxValue }, "AuthenticatedAt").SetArgDisplayNames("far future");
    }

    [TestCaseSource(nameof(WrongOptions))]
    public void Issue_OptionOutsideItsRange_ThrowsAndTouchesNothing(IssueOptions options, string named)
    {
        Assert.That(
            async () => await _fixture.Strategy.IssueAsync(SessionFixture.Principal(), options),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("options").And.Message.Contains(named));

        Assert.That(_fixture.Store.Calls, Is.Empty);
    }

    [TestCase(-3600, -3600)]
    [TestCase(0, 0)]
    [TestCase(300, 0, Description = "another clock is ahead: clamped to now")]
    public async Task Issue_AuthenticatedAt_IsNeverInTheFuture(int given, int kept)
    {
        DateTimeOffset at = _fixture.Now.AddSeconds(given).ToOffset(TimeSpan.FromHours(5));

        string token = await _fixture.IssueAsync(options: new() { AuthenticatedAt = at });

        DateTimeOffset? seen = (await _fixture.Strategy.AuthenticateAsync(token)).AuthenticatedAt;
        Assert.That(seen, Is.EqualTo(_fixture.Now.AddSeconds(kept)));
        Assert.That(seen!.Value.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Issue_NoPrincipal_Throws() =>
        Assert.That(async () => await _fixture.Strategy.IssueAsync(null!), Throws.ArgumentNullException);

    [Test]
    public void Issue_NoSubject_Throws() =>
        Assert.That(async () => await _fixture.Strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity("password"))), Throws.ArgumentException);

    [Test]
    public void Issue_ClaimsTooLargeForARecord_ThrowsAndCreatesNothing()
    {
        ClaimsPrincipal huge = SessionFixture.Principal("alice", new Claim("x", new string('y', SessionPayloadCodec.MaxIssuedSize)));

        Assert.That(async () => await _fixture.Strategy.IssueAsync(huge), Throws.ArgumentException.With.Property("ParamName").EqualTo("principal"));

        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Issue_ClaimsThatJustFit_StillRotate()
    {
        ClaimsPrincipal large = SessionFixture.Principal("alice", new Claim("x", new string('y', SessionPayloadCodec.MaxIssuedSize - RecordChecksum.Size - 80)));
        string token = (await _fixture.Strategy.IssueAsync(large)).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        Assert.That(_fixture.Store.Records.Single().Payload.Length, Is.GreaterThan(SessionPayloadCodec.MaxIssuedSize));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(result.Credential!.Value)).Succeeded, Is.True);
    }

    [TestCase("0001-01-01T00:00:00Z")]
    [TestCase("9999-12-31T12:00:00Z")]
    [TestCase("9999-12-31T23:59:59.9999999Z")]
    public async Task Issue_ClockAtTheEndsOfTheCalendar_WorksAndNoEndLiesBeyond(string now)
    {
        var clock = new Moq.Mock<TimeProvider> { CallBase = true };
        clock.Setup(time => time.GetUtcNow()).Returns(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        SessionStrategy strategy = _fixture.Node(clock.Object);

        await strategy.IssueAsync(SessionFixture.Principal());
        IssuedCredential second = await strategy.IssueAsync(SessionFixture.Principal());

        Assert.That(second.ExpiresAt, Is.GreaterThanOrEqualTo(clock.Object.GetUtcNow()));
        Assert.That((await strategy.AuthenticateAsync(second.Value)).Failure?.Reason, Is.Null.Or.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    public async Task Authenticate_RenewalBeyondTheCalendar_EndsWithIt()
    {
        DateTimeOffset now = DateTimeOffset.MaxValue - TimeSpan.FromMinutes(70);
        var clock = new Moq.Mock<TimeProvider> { CallBase = true };
        clock.Setup(time => time.GetUtcNow()).Returns(() => now);
        SessionStrategy strategy = _fixture.Node(clock.Object);
        IssuedCredential issued = await strategy.IssueAsync(SessionFixture.Principal());

        now += TimeSpan.FromMinutes(30);

        Assert.That((await strategy.AuthenticateAsync(issued.Value)).ExpiresAt, Is.EqualTo(DateTimeOffset.MaxValue));
        Assert.That((await strategy.RefreshAsync(issued.Value)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Issue_ThatTheClientCannotReceive_StoresAndEndsNothing()
    {
        string old = await _fixture.IssueAsync();
        IssueOptions options = new() { Replaces = old, CanDeliver = _ => false };

        await Assert.CatchAsync<InvalidOperationException>(async () => await _fixture.Strategy.IssueAsync(SessionFixture.Principal(), options));

        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(1));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(old)).Succeeded, Is.True);
    }
}
