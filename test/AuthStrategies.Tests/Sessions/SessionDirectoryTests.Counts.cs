using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>What is counted as ended: sessions that were live, and not those that had ended by then and whose records are still stored.</summary>
public sealed partial class SessionDirectoryTests
{
    /// <summary>Sessions before all were ended, sessions after it, whether one is kept, and whether clients are told a reason.</summary>
    [TestCase(3, 0, false, SessionEndReason.LoggedOut, 0)]
    [TestCase(3, 0, false, SessionEndReason.PasswordChanged, 0)]
    [TestCase(3, 1, true, SessionEndReason.LoggedOutElsewhere, 0)]
    [TestCase(3, 2, true, SessionEndReason.LoggedOut, 1)]
    [TestCase(2, 2, false, SessionEndReason.LoggedOut, 2)]
    [TestCase(0, 3, false, SessionEndReason.Administrator, 3)]
    [Property("Requirement", "E-01")]
    public async Task RevokeAll_AfterEverythingWasRevoked_CountsLiveSessionsOnly(int before, int after, bool keepsOne, SessionEndReason reason, int expected)
    {
        InMemorySessionStore store = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), _fixture.Time);
        SessionStrategy strategy = _fixture.Node(store: store);
        ISessionDirectory directory = _fixture.DirectoryOver(store);
        for (int i = 0; i < before; i++)
            await strategy.IssueAsync(SessionFixture.Principal("alice"));
        await directory.RevokeEverythingAsync();
        SessionId? kept = null;
        for (int i = 0; i < after; i++)
        {
            SessionId id = (await strategy.IssueAsync(SessionFixture.Principal("alice"))).SessionId!.Value;
            kept ??= keepsOne ? id : null;
        }

        int ended = await directory.RevokeAllAsync("alice", kept, new() { Reason = reason });

        Assert.That(ended, Is.EqualTo(expected));
        Assert.That((await directory.ListAsync("alice")).Select(session => session.Id), kept is { } id2 ? Is.EqualTo([id2]) : Is.Empty);
        Assert.That(await store.ListAsync("alice", default), Has.Count.EqualTo(keepsOne ? 1 : 0), "the records of ended sessions are removed too");
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    [Property("Requirement", "E-01")]
    public async Task Revoke_OneSession_IsOnlySaidToEndIfItWasLive(bool everythingFirst, bool expected)
    {
        InMemorySessionStore store = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), _fixture.Time);
        ISessionDirectory directory = _fixture.DirectoryOver(store);
        SessionId id = (await _fixture.Node(store: store).IssueAsync(SessionFixture.Principal("alice"))).SessionId!.Value;
        if (everythingFirst)
            await directory.RevokeEverythingAsync();

        Assert.That(await directory.RevokeAsync("alice", id), Is.EqualTo(expected));
        Assert.That(await store.FindAsync(id, default), Is.Null);
    }
}
