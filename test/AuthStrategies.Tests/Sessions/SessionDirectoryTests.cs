using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionDirectoryTests
{
    private readonly SessionWorld _world = new();

    [Test]
    [Property("Requirement", "S-07")]
    public async Task List_SessionsOfSeveralStrategies_GivesTheLiveOnesNewestFirst()
    {
        string first = await _world.IssueAsync(options: new() { DeviceLabel = "Firefox" });
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        string second = (await _world.Node(name: "Jwt", policy: _world.RefreshPolicy()).IssueAsync(SessionWorld.Principal())).Value;
        string third = await _world.IssueAsync();
        await _world.IssueAsync("bob");

        List<SessionInfo> list = await _world.Directory.ListAsync("alice").ToListAsync();

        Assert.That(list.Select(info => info.Id), Is.EqualTo(((string[])[third, second, first]).Select(SessionWorld.IdOf)));
        Assert.That(list.Select(info => info.Strategy), Is.EqualTo((string[])["Session", "Jwt", "Session"]));
        SessionInfo oldest = list[2];
        Assert.That(oldest.DeviceLabel, Is.EqualTo("Firefox"));
        Assert.That(oldest.Subject, Is.EqualTo("alice"));
        Assert.That((oldest.CreatedAt, oldest.AuthenticatedAt, oldest.LastSeenAt), Is.EqualTo((SessionWorld.Start, SessionWorld.Start, SessionWorld.Start)));
        Assert.That((oldest.ExpiresAt, oldest.EndsAt), Is.EqualTo((SessionWorld.Start.AddHours(1), SessionWorld.Start.AddHours(24))));
    }

    [Test]
    [Property("Requirement", "D-04")]
    public async Task ListAndFind_ExpiredOrUnreadable_AreNotThere()
    {
        string expired = await _world.IssueAsync(options: new() { Lifetime = TimeSpan.FromSeconds(1) });
        string future = await _world.IssueAsync();
        _world.Store.Put(UnreadableRecords.Future(_world.Store.Peek(SessionWorld.IdOf(future))!));
        _world.Time.Advance(TimeSpan.FromSeconds(1));

        List<SessionInfo> list = await _world.Directory.ListAsync("alice").ToListAsync();

        Assert.That(list, Is.Empty);
        Assert.That(await _world.Directory.FindAsync(SessionWorld.IdOf(expired)), Is.Null);
        Assert.That(await _world.Directory.FindAsync(SessionWorld.IdOf(future)), Is.Null);
        Assert.That(await _world.Directory.RevokeAsync("alice", SessionWorld.IdOf(future)), Is.False);
        Assert.That(_world.Store.Records, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task List_StoreComparesLoosely_ShowsNobodyElses()
    {
        var store = new Moq.Mock<ISessionStore>();
        await _world.IssueAsync("alice");
        await _world.IssueAsync("ALICE");
        store.Setup(s => s.ListAsync("alice", Moq.It.IsAny<CancellationToken>())).Returns(() => _world.Store.Records.ToAsyncEnumerable());
        ISessionDirectory directory = _world.DirectoryOver(store.Object);

        Assert.That((await directory.ListAsync("alice").ToListAsync()).Select(info => info.Subject), Is.EqualTo((string[])["alice"]));
    }

    [TestCase(null)]
    [TestCase("")]
    public void EveryMember_NoSubject_ThrowsAtOnce(string? subject)
    {
        Assert.That(() => _world.Directory.ListAsync(subject!), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await _world.Directory.RevokeAsync(subject!, default), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await _world.Directory.RevokeAllAsync(subject!), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task EveryMember_DefaultId_NamesNothing()
    {
        await _world.IssueAsync();
        _world.Store.Forget();

        Assert.That(await _world.Directory.FindAsync(default), Is.Null);
        Assert.That(await _world.Directory.TouchAsync(default), Is.Null);
        Assert.That(await _world.Directory.RevokeAsync("alice", default), Is.False);
        Assert.That(await _world.Directory.ReplacePrincipalAsync(default, SessionWorld.Principal()), Is.False);
        Assert.That(_world.Store.Calls, Is.Empty);
    }

    [Test]
    [Property("Requirement", "S-07")]
    public async Task Revoke_OwnSession_EndsItAndSomebodyElsesDoesNot()
    {
        string token = await _world.IssueAsync();

        Assert.That(await _world.Directory.RevokeAsync("bob", SessionWorld.IdOf(token)), Is.False);
        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That(await _world.Directory.RevokeAsync("alice", SessionWorld.IdOf(token)), Is.True);
        Assert.That(await _world.Directory.RevokeAsync("alice", SessionWorld.IdOf(token)), Is.False);
        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "S-07")]
    [Property("Requirement", "R-07")]
    public async Task RevokeAll_WithAnException_EndsAllOthersOfTheSubject()
    {
        string mine = await _world.IssueAsync();
        string other = await _world.IssueAsync();
        string jwt = (await _world.Node(name: "Jwt", policy: _world.RefreshPolicy()).IssueAsync(SessionWorld.Principal())).Value;
        string bob = await _world.IssueAsync("bob");

        int ended = await _world.Directory.RevokeAllAsync("alice", SessionWorld.IdOf(mine));

        Assert.That(ended, Is.EqualTo(2));
        Assert.That(_world.Store.Records.Select(record => record.Id), Is.EquivalentTo(((string[])[mine, bob]).Select(SessionWorld.IdOf)));
        Assert.That(await _world.Directory.RevokeAllAsync("alice"), Is.EqualTo(1));
        Assert.That((await _world.Strategy.AuthenticateAsync(other)).Succeeded, Is.False);
        Assert.That(SessionWorld.IdOf(jwt), Is.Not.Default);
    }

    [Test]
    public async Task ReplacePrincipal_SameSubject_ChangesTheClaimsAndNothingElse()
    {
        string token = await _world.IssueAsync(options: new() { DeviceLabel = "Firefox", Persistent = true });
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        string successor = (await _world.Strategy.RefreshAsync(token)).Credential!.Value;
        SessionRecord before = _world.Store.Records.Single();
        before = UnreadableRecords.With(before, [.. before.Payload.Span, 0x02, 0x02, 0xAB, 0xCD]);
        _world.Store.Put(before);
        SessionPayload old = SessionWorld.PayloadOf(before);

        bool replaced = await _world.Directory.ReplacePrincipalAsync(before.Id, SessionWorld.Principal("alice", new Claim(ClaimTypes.Role, "editor")));

        SessionRecord after = _world.Store.Records.Single();
        SessionPayload payload = SessionWorld.PayloadOf(after);
        Assert.That(replaced, Is.True);
        Assert.That((after.Version, after.ExpiresAt, after.EndsAt), Is.EqualTo((before.Version + 1, before.ExpiresAt, before.EndsAt)));
        Assert.That(payload.Claims.Entries.ToArray().Select(claim => (claim.Type, claim.Value)), Is.EqualTo(((string, string)[])[("role", "editor")]));
        Assert.That(SessionPayloadCodec.Encode(payload with { Claims = old.Claims }).SequenceEqual(before.Payload.Span), Is.True);
        Assert.That((await _world.Strategy.AuthenticateAsync(successor)).Principal!.IsInRole("editor"), Is.True);
        Assert.That((await _world.Strategy.RefreshAsync(token)).Credential!.Value, Is.EqualTo(successor));
    }

    [Test]
    public async Task ReplacePrincipal_AnotherSubject_ChangesNothing()
    {
        string token = await _world.IssueAsync();
        SessionRecord before = _world.Store.Records.Single();

        Assert.That(await _world.Directory.ReplacePrincipalAsync(SessionWorld.IdOf(token), SessionWorld.Principal("bob")), Is.False);
        Assert.That(_world.Store.Records.Single(), Is.SameAs(before));
    }

    [Test]
    [Property("Requirement", "F-30")]
    public async Task ReplacePrincipal_UnreadableRecord_ChangesNothing()
    {
        string token = await _world.IssueAsync();
        SessionRecord future = UnreadableRecords.Future(_world.Store.Records.Single());
        _world.Store.Put(future);

        Assert.That(await _world.Directory.ReplacePrincipalAsync(SessionWorld.IdOf(token), SessionWorld.Principal()), Is.False);
        Assert.That(_world.Store.Records.Single(), Is.SameAs(future));
    }

    [Test]
    public async Task ReplacePrincipal_SessionRotatesMeanwhile_IsDecidedAnew()
    {
        string token = await _world.IssueAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        string? successor = null;
        _world.Store.Before = async (operation, _) =>
        {
            if (operation == "replace" && successor is null)
            {
                successor = "";
                successor = (await _world.Strategy.RefreshAsync(token)).Credential!.Value;
            }
        };

        bool replaced = await _world.Directory.ReplacePrincipalAsync(SessionWorld.IdOf(token), SessionWorld.Principal("alice", new Claim("role", "editor")));

        Assert.That(replaced, Is.True);
        Assert.That((await _world.Strategy.AuthenticateAsync(successor!)).Principal!.IsInRole("editor"), Is.True);
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task ReplacePrincipal_SessionEndsMeanwhile_IsFalseAndStaysGone()
    {
        string token = await _world.IssueAsync();
        _world.Store.Before = (operation, _) =>
        {
            if (operation == "replace")
                _world.Store.Drop(SessionWorld.IdOf(token));
            return Task.CompletedTask;
        };

        Assert.That(await _world.Directory.ReplacePrincipalAsync(SessionWorld.IdOf(token), SessionWorld.Principal()), Is.False);
        Assert.That(_world.Store.Records, Is.Empty);
    }

    [Test]
    public async Task ReplacePrincipal_StoreNeverLetsItWin_Throws()
    {
        string token = await _world.IssueAsync();
        _world.Store.Before = (operation, _) =>
        {
            SessionRecord now = _world.Store.Peek(SessionWorld.IdOf(token))!;
            if (operation == "replace")
                _world.Store.Put(new(now.Id, now.Subject, now.ExpiresAt, now.EndsAt, now.Version + 1, now.Payload.Span));
            return Task.CompletedTask;
        };

        Assert.That(async () => await _world.Directory.ReplacePrincipalAsync(SessionWorld.IdOf(token), SessionWorld.Principal()), Throws.TypeOf<SessionStoreException>());
    }

    [Test]
    public async Task ReplacePrincipal_TooManyClaims_Throws()
    {
        string token = await _world.IssueAsync();
        ClaimsPrincipal huge = SessionWorld.Principal("alice", new Claim("x", new string('y', SessionPayloadCodec.MaxSize)));

        Assert.That(async () => await _world.Directory.ReplacePrincipalAsync(SessionWorld.IdOf(token), huge), Throws.ArgumentException.With.Property("ParamName").EqualTo("principal"));
    }
}
