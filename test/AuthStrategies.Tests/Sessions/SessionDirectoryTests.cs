using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Testing.Records;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class SessionDirectoryTests
{
    private readonly SessionFixture _fixture = new();

    [Test]
    [Property("Requirement", "S-07")]
    public async Task List_SessionsOfSeveralStrategies_GivesTheLiveOnesNewestFirst()
    {
        string first = await _fixture.IssueAsync(options: new() { Label = "Firefox" });
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        string second = (await _fixture.Node(name: "Jwt", policy: _fixture.RefreshPolicy()).IssueAsync(SessionFixture.Principal())).Value;
        string third = await _fixture.IssueAsync();
        await _fixture.IssueAsync("bob");

        List<SessionInfo> list = (await _fixture.Directory.ListAsync("alice")).ToList();

        Assert.That(list.Select(info => info.Id), Is.EqualTo(((string[])[third, second, first]).Select(SessionFixture.IdOf)));
        Assert.That(list.Select(info => info.Strategy), Is.EqualTo((string[])["Session", "Jwt", "Session"]));
        SessionInfo oldest = list[2];
        Assert.That(oldest.Label, Is.EqualTo("Firefox"));
        Assert.That(oldest.Subject, Is.EqualTo("alice"));
        Assert.That((oldest.CreatedAt, oldest.AuthenticatedAt, oldest.LastSeenAt), Is.EqualTo((SessionFixture.Start, SessionFixture.Start, SessionFixture.Start)));
        Assert.That((oldest.ExpiresAt, oldest.AbsoluteExpiresAt), Is.EqualTo((SessionFixture.Start.AddHours(1), SessionFixture.Start.AddHours(24))));
    }

    [Test]
    [Property("Requirement", "D-04")]
    public async Task ListAndFind_ExpiredOrUnreadable_AreNotThere()
    {
        string expired = await _fixture.IssueAsync(options: new() { Lifetime = TimeSpan.FromSeconds(1) });
        string future = await _fixture.IssueAsync();
        _fixture.Store.Put(UnreadableRecords.Future(_fixture.Store.Peek(SessionFixture.IdOf(future))!));
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));

        List<SessionInfo> list = (await _fixture.Directory.ListAsync("alice")).ToList();

        Assert.That(list, Is.Empty);
        Assert.That(await _fixture.Directory.FindAsync(SessionFixture.IdOf(expired)), Is.Null);
        Assert.That(await _fixture.Directory.FindAsync(SessionFixture.IdOf(future)), Is.Null);
        Assert.That(await _fixture.Directory.RevokeAsync("alice", SessionFixture.IdOf(expired)), Is.False);
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task List_StoreComparesLoosely_ShowsNoOtherSubjects()
    {
        var store = new Moq.Mock<ISessionStore>();
        await _fixture.IssueAsync("alice");
        await _fixture.IssueAsync("ALICE");
        store.Setup(s => s.ListAsync("alice", Moq.It.IsAny<CancellationToken>())).Returns(() => new ValueTask<IReadOnlyList<SessionRecord>>(_fixture.Store.Records));
        store.Setup(s => s.FindAsync(Moq.It.IsAny<SessionId>(), Moq.It.IsAny<CancellationToken>())).Returns((SessionId id, CancellationToken token) => _fixture.Store.FindAsync(id, token));
        ISessionDirectory directory = _fixture.DirectoryOver(store.Object);

        Assert.That(((await directory.ListAsync("alice")).ToList()).Select(info => info.Subject), Is.EqualTo((string[])["alice"]));
    }

    [TestCase(null)]
    [TestCase("")]
    public void EveryMember_NoSubject_ThrowsAtOnce(string? subject)
    {
        Assert.That(async () => await _fixture.Directory.ListAsync(subject!), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await _fixture.Directory.RevokeAsync(subject!, default), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await _fixture.Directory.RevokeAllAsync(subject!), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task EveryMember_SystemRecord_IsLeftOut()
    {
        const string Subject = SessionRecord.SystemSubjectPrefix + "generation";
        SessionId id = SessionFixture.IdOf(await _fixture.IssueAsync());
        // Its payload is that of a session: only the subject keeps it out.
        SessionRecord system = _fixture.Store.Peek(id)!.With(subject: Subject);
        _fixture.Store.Put(system);
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));

        Assert.That(await _fixture.Directory.ListAsync(Subject), Is.Empty);
        Assert.That(await _fixture.Directory.FindAsync(id), Is.Null);
        Assert.That(await _fixture.Directory.TouchAsync(id), Is.Null);
        Assert.That(await _fixture.Directory.RevokeAsync(Subject, id), Is.False);
        Assert.That(await _fixture.Directory.RevokeAllAsync(Subject), Is.Zero);
        Assert.That(await _fixture.Directory.ReplacePrincipalAsync(id, SessionFixture.Principal()), Is.False);
        Assert.That(async () => await _fixture.Directory.ReplacePrincipalAsync(id, SessionFixture.Principal(Subject)), Throws.ArgumentException);
        Assert.That(_fixture.Store.Peek(id), Is.SameAs(system));
    }

    [Test]
    public async Task EveryMember_DefaultId_NamesNothing()
    {
        await _fixture.IssueAsync();
        _fixture.Store.Forget();

        Assert.That(await _fixture.Directory.FindAsync(default), Is.Null);
        Assert.That(await _fixture.Directory.TouchAsync(default), Is.Null);
        Assert.That(await _fixture.Directory.RevokeAsync("alice", default), Is.False);
        Assert.That(await _fixture.Directory.ReplacePrincipalAsync(default, SessionFixture.Principal()), Is.False);
        Assert.That(_fixture.Store.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "S-07")]
    public async Task Revoke_OwnSessionAndAnotherUsers_EndsTheOwnOnly()
    {
        string token = await _fixture.IssueAsync();

        Assert.That(await _fixture.Directory.RevokeAsync("bob", SessionFixture.IdOf(token)), Is.False);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That(await _fixture.Directory.RevokeAsync("alice", SessionFixture.IdOf(token)), Is.True);
        Assert.That(await _fixture.Directory.RevokeAsync("alice", SessionFixture.IdOf(token)), Is.False);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "S-07")]
    [Property("Requirement", "R-07")]
    public async Task RevokeAll_WithAnException_EndsAllOthersOfTheSubject()
    {
        string mine = await _fixture.IssueAsync();
        string other = await _fixture.IssueAsync();
        string jwt = (await _fixture.Node(name: "Jwt", policy: _fixture.RefreshPolicy()).IssueAsync(SessionFixture.Principal())).Value;
        string bob = await _fixture.IssueAsync("bob");

        int ended = await _fixture.Directory.RevokeAllAsync("alice", SessionFixture.IdOf(mine));

        Assert.That(ended, Is.EqualTo(2));
        Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo(((string[])[mine, bob]).Select(SessionFixture.IdOf)));
        Assert.That(await _fixture.Directory.RevokeAllAsync("alice"), Is.EqualTo(1));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(other)).Succeeded, Is.False);
        Assert.That(SessionFixture.IdOf(jwt), Is.Not.Default);
    }

    [Test]
    public async Task ReplacePrincipal_SameSubject_ChangesTheClaimsAndNothingElse()
    {
        string token = await _fixture.IssueAsync(options: new() { Label = "Firefox", Persistent = true });
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        string successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;
        SessionRecord before = _fixture.Store.Records.Single();
        before = UnreadableRecords.With(before, [.. before.Payload[..^RecordChecksum.Size].Span, 0x7C, 0x02, 0xAB, 0xCD]);
        _fixture.Store.Put(before);
        SessionPayload old = SessionFixture.PayloadOf(before);

        bool replaced = await _fixture.Directory.ReplacePrincipalAsync(before.Id, SessionFixture.Principal("alice", new Claim(ClaimTypes.Role, "editor")));

        SessionRecord after = _fixture.Store.Records.Single();
        SessionPayload payload = SessionFixture.PayloadOf(after);
        Assert.That(replaced, Is.True);
        Assert.That((after.Version, after.ExpiresAt, after.AbsoluteExpiresAt), Is.EqualTo((before.Version + 1, before.ExpiresAt, before.AbsoluteExpiresAt)));
        Assert.That(payload.Claims.Entries.ToArray().Select(claim => (claim.Type, claim.Value)), Is.EqualTo(((string, string)[])[("role", "editor")]));
        Assert.That(SessionPayloadCodec.Encode(payload with { Claims = old.Claims }).Span.SequenceEqual(before.Payload.Span), Is.True);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor)).Principal!.IsInRole("editor"), Is.True);
        Assert.That((await _fixture.Strategy.RefreshAsync(token)).IsUnchanged, Is.True);
    }

    [Test]
    public async Task ReplacePrincipal_AnotherSubject_ChangesNothing()
    {
        string token = await _fixture.IssueAsync();
        SessionRecord before = _fixture.Store.Records.Single();

        Assert.That(await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal("bob")), Is.False);
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
    }

    [Test]
    [Property("Requirement", "F-30")]
    public async Task ReplacePrincipal_UnreadableRecord_ChangesNothing()
    {
        string token = await _fixture.IssueAsync();
        SessionRecord future = UnreadableRecords.Future(_fixture.Store.Records.Single());
        _fixture.Store.Put(future);

        Assert.That(await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal()), Is.False);
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(future));
    }

    [Test]
    public async Task ReplacePrincipal_SessionRotatesDuringTheCall_IsDecidedAnew()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        string? successor = null;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation == "replace" && successor is null)
            {
                successor = "";
                successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;
            }
        };

        bool replaced = await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal("alice", new Claim("role", "editor")));

        Assert.That(replaced, Is.True);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor!)).Principal!.IsInRole("editor"), Is.True);
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task ReplacePrincipal_SessionEndsDuringTheCall_IsFalseAndStaysGone()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Store.Before = (operation, _) =>
        {
            if (operation == "replace")
                _fixture.Store.Drop(SessionFixture.IdOf(token));
            return Task.CompletedTask;
        };

        Assert.That(await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal()), Is.False);
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task ReplacePrincipal_StoreNeverLetsItWin_Throws()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Store.Before = (operation, _) =>
        {
            SessionRecord now = _fixture.Store.Peek(SessionFixture.IdOf(token))!;
            if (operation == "replace")
                _fixture.Store.Put(now.With(version: now.Version + 1));
            return Task.CompletedTask;
        };

        Assert.That(async () => await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal()), Throws.TypeOf<SessionStoreException>());
    }

    [Test]
    public async Task ReplacePrincipal_TooManyClaims_Throws()
    {
        string token = await _fixture.IssueAsync();
        ClaimsPrincipal huge = SessionFixture.Principal("alice", new Claim("x", new string('y', SessionPayloadCodec.MaxSize)));

        Assert.That(async () => await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), huge), Throws.ArgumentException.With.Property("ParamName").EqualTo("principal"));
    }
}
