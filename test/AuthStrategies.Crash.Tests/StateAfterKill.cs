using AuthStrategies.Crash.Tests.Children;
using AuthStrategies.Crash.Tests.Stores;

namespace AuthStrategies.Crash.Tests;

/// <summary>What must be true after a kill, seen by nodes that were not there: one a while after the logins, one a while after that.</summary>
internal sealed class StateAfterKill(TargetStore targetStore, Node node, Node later, string subject, ClientSession old, ClientSession other)
{
    /// <summary>Demands what is true after every act: the list and the records agree, and the sessions that had nothing to do with it live.</summary>
    public async Task WholeAsync()
    {
        SessionId[] found = [.. (await targetStore.RecordsAsync(node, subject)).Select(record => record.Id)];
        Assert.That(await ListedAsync(), Is.EquivalentTo(found), "the records that the subject's list names");
        Assert.That(await SessionsAsync(), Is.EquivalentTo(found), "the sessions that are shown");
        await LivesAsync(other, "a session that had nothing to do with it");
    }

    /// <summary>A login in place of an older session: whole or nothing, and the next login ends what was to be replaced.</summary>
    public async Task LoginAsync(ClientLog told)
    {
        bool oldLives = await IsThereAsync(old);
        Assert.That(await AcceptsAsync(old), Is.EqualTo(oldLives), "whether the replaced session is accepted, and whether its record is there");
        if (told.Issued is { } issued)
        {
            await LivesAsync(issued, "a session that was handed out");
            Assert.That(oldLives, Is.False, "a session that was replaced lives");
        }

        Assert.That(await SessionsAsync(), Has.Length.LessThanOrEqualTo(3), "sessions: the other, the replaced, and one new at most");
        Assert.That(oldLives || (await SessionsAsync()).Length == 2, Is.True, "the replaced session went before there was a new one");
        ClientSession again = await node.LoginAsync(subject, replaces: old.Access);
        await LivesAsync(again, "the session repeated");
        await IsOverAsync(old, "a session replaced by the repeated one");
    }

    /// <summary>A rotation: the session goes on, with what was handed out or with what the client's retries get.</summary>
    public async Task RefreshAsync(ClientLog told)
    {
        RefreshResult retry = await node.Strategy.RefreshAsync(old.Lasting);
        Assert.That(retry.Failure, Is.Null, $"a client's retry was refused: {retry}");
        if (told.Refreshed is { } refreshed)
        {
            Assert.That(Handed(retry), Is.Null, "a successor for an answer that had one");
            await LivesAsync(refreshed, "a refreshed session that was handed out");
            return;
        }

        string? successor = Handed(retry) ?? Handed(await later.Strategy.RefreshAsync(old.Lasting));
        Assert.That(successor, Is.Not.Null.And.Not.EqualTo(old.Lasting), "what the client goes on with");
        Assert.That((await later.Strategy.RefreshAsync(successor!)).Succeeded, Is.True, "the successor");
    }

    /// <summary>A logout: whole or nothing, told only when done, and repeatable.</summary>
    public async Task LogoutAsync(ClientLog told)
    {
        bool lives = await IsThereAsync(old);
        Assert.That(told.Revoked && lives, Is.False, "a logout was answered, and the session lives");
        Assert.That(await AcceptsAsync(old), Is.EqualTo(lives), "whether the session is accepted, and whether its record is there");
        Assert.That(await node.Strategy.RevokeAsync(old.Access), Is.EqualTo(lives ? RevokeOutcome.Revoked : RevokeOutcome.NotFound), "the logout repeated");
        await IsOverAsync(old, "a session that was ended");
    }

    /// <summary>The end of all sessions but one: each whole or ended, told only when done, and repeatable.</summary>
    public async Task LogoutOthersAsync(ClientLog told)
    {
        bool lives = await IsThereAsync(old);
        Assert.That(told.RevokedOthers is not null && lives, Is.False, "the end was answered, and a session lives");
        Assert.That(told.RevokedOthers, Is.Null.Or.EqualTo(1), "how many sessions were said to be ended");
        Assert.That(await AcceptsAsync(old), Is.EqualTo(lives), "whether the session is accepted, and whether its record is there");
        Assert.That(await node.Directory.RevokeAllAsync(subject, other.Id), Is.EqualTo(lives ? 1 : 0), "the end repeated");
        await IsOverAsync(old, "a session that was ended");
    }

    /// <summary>Everything left behind can be ended: nothing is missing from the list.</summary>
    public async Task EndAsync()
    {
        await WholeAsync();
        await node.Directory.RevokeAllAsync(subject);
        Assert.That(await targetStore.RecordsAsync(node, subject), Is.Empty, "records after the end of everything");
        Assert.That(await SessionsAsync(), Is.Empty, "sessions after the end of everything");
    }

    private async Task<bool> IsThereAsync(ClientSession session) => await node.Store.FindAsync(session.Id, default) is not null;

    private async Task<bool> AcceptsAsync(ClientSession session) => (await node.Strategy.AuthenticateAsync(session.Access)).Succeeded;

    private async Task LivesAsync(ClientSession session, string what)
    {
        Assert.That(await AcceptsAsync(session), Is.True, $"{what}: whether it is accepted");
        Assert.That(await SessionsAsync(), Does.Contain(session.Id), $"{what}: whether it is listed");
    }

    private async Task IsOverAsync(ClientSession session, string what)
    {
        Assert.That((await node.Strategy.AuthenticateAsync(session.Access)).Failure, Is.Not.Null, $"{what}: whether it is refused");
        Assert.That((await node.Strategy.RefreshAsync(session.Lasting)).Failure, Is.Not.Null, $"{what}: whether it is refreshed no more");
        Assert.That(await SessionsAsync(), Does.Not.Contain(session.Id), $"{what}: whether it is listed no more");
    }

    private string? Handed(RefreshResult result) => old.Access == old.Lasting ? result.Credential?.Value : result.Credential?.RefreshToken;

    private async Task<SessionId[]> ListedAsync() => [.. (await node.Store.ListAsync(subject, default)).Select(record => record.Id)];

    private async Task<SessionId[]> SessionsAsync() => [.. (await node.SessionsAsync(subject)).Select(session => session.Id)];
}
