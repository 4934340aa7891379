using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>An old key document comes back, and with it a removed key: from a backup, a stale volume, another store.</summary>
[TestFixture]
[Property("Requirement", "M-05")]
public sealed class SeenKeysTests
{
    private static readonly int[] Earlier = [0, 1, 2, 3];

    [TestCaseSource(nameof(Earlier))]
    public async Task Restore_UnderARunningProcess_IsReportedAndTheKnownKeysStay(int restored)
    {
        RestorableKeyStore store = new();
        using KeyNode node = new(store);
        (string removed, string good) = await LiveAsync(node, store);

        store.Restore(store.Saved[restored]);
        node.Time.Advance(KeyNode.PollInterval);

        Assert.That(await node.ReasonAsync(removed), Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(await node.ReasonAsync(good), Is.Null);
        Assert.That(KeyNode.KeyIdOf(await node.IssueAsync()), Is.EqualTo(KeyNode.KeyIdOf(good)));
        Assert.That(node.Log.Lines, Has.Some.StartsWith("[36] Error").And.Contains($"revision {restored + 1}"));
        Assert.That(node.Log.Lines, Has.None.Contains(KeyNode.KeyIdOf(good)).And.StartsWith("[23]"), "the good key is not blamed");
        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await node.Rotation.ListAsync());
        await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(removed)));
        store.Restore(store.Saved[^1]);
        node.Time.Advance(KeyNode.PollInterval);
        Assert.That(await node.Rotation.ListAsync(), Is.Not.Empty, "it goes on when the latest document is back");
    }

    [TestCaseSource(nameof(Earlier))]
    public async Task Restore_UnderANewProcessBesideASessionStore_IsNeitherYesNorNo(int restored)
    {
        RestorableKeyStore store = new();
        PassingSessionStore sessions = new();
        string removed;
        using (KeyNode before = Node(store, sessions))
            (removed, _) = await LiveAsync(before, store);
        store.Restore(store.Saved[restored]);

        using KeyNode after = Node(store, sessions);

        await Assert.ThrowsAsync<JwtKeyStoreException>(() => after.ReasonAsync(removed));
        await Assert.ThrowsAsync<JwtKeyStoreException>(() => after.IssueAsync());
        Assert.That(after.Log.Lines, Has.Some.StartsWith("[36] Error"));
        store.Restore(store.Saved[^1]);
        Assert.That(await after.ReasonAsync(await after.IssueAsync()), Is.Null);
        Assert.That(await after.ReasonAsync(removed), Is.EqualTo(AuthFailureReason.UnknownKey));
    }

    [Test]
    public async Task Gone_UnderANewProcessBesideASessionStore_MakesNoNewKey()
    {
        RestorableKeyStore store = new();
        PassingSessionStore sessions = new();
        using (KeyNode before = Node(store, sessions))
            await before.IssueAsync();
        store.Restore(null);

        using KeyNode after = Node(store, sessions);

        Assert.That(() => after.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("revision 1"));
        Assert.That(store.Current, Is.Null);
    }

    /// <summary>What the docs say: without a session store a new process cannot know.</summary>
    [Test]
    public async Task Restore_UnderANewProcessWithoutSessions_IsUsed()
    {
        RestorableKeyStore store = new();
        using (KeyNode before = new(store))
            await LiveAsync(before, store);
        store.Restore(store.Saved[0]);
        using KeyNode after = new(store);

        Assert.That(await after.ReasonAsync(await after.IssueAsync()), Is.Null);
    }

    /// <summary>Another process wrote on after the restore, so the number is higher again, and the removed key is still there.</summary>
    [Test]
    public async Task Restore_AndWrittenOn_RemovedKeyIsRefusedByItsId()
    {
        RestorableKeyStore store = new();
        using KeyNode node = new(store);
        (string removed, string good) = await LiveAsync(node, store);
        store.Restore(store.Saved[0]);
        using (KeyNode forgetful = new(store))
        {
            for (int i = 0; i < 2 * store.Saved.Count; i++)
            {
                JwtKeyInfo next = await forgetful.Rotation.RotateNowAsync();
                await forgetful.Rotation.RemoveKeyAsync(next.KeyId);
                if (store.Current!.Version > 6)
                    break;
            }
        }

        node.Time.Advance(KeyNode.PollInterval);

        Assert.That(await node.ReasonAsync(removed), Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(await node.ReasonAsync(good), Is.Null);
        Assert.That(node.Log.Lines, Has.Some.StartsWith("[37] Error").And.Contains(KeyNode.KeyIdOf(removed)));
    }

    [Test]
    public async Task SessionStoreDown_NewProcess_IsNeitherYesNorNo_RunningProcess_GoesOn()
    {
        RestorableKeyStore store = new();
        PassingSessionStore sessions = new();
        using KeyNode running = Node(store, sessions);
        string token = await running.IssueAsync();
        sessions.Failure = new IOException("down");
        using KeyNode starting = Node(store, sessions);

        await Assert.ThrowsAsync<JwtKeyStoreException>(() => starting.ReasonAsync(token));
        await running.Rotation.RotateNowAsync();

        Assert.That(await running.ReasonAsync(token), Is.Null);
        Assert.That(running.Log.Lines, Has.Some.StartsWith("[38] Warning"));
        sessions.Failure = null;
        running.Time.Advance(KeyNode.PollInterval);
        await running.ReasonAsync(token);
        Assert.That(await starting.ReasonAsync(token), Is.Null);
        store.Restore(store.Saved[0]);
        using KeyNode late = Node(store, sessions);
        await Assert.ThrowsAsync<JwtKeyStoreException>(() => late.ReasonAsync(token), "the revision was noted at the next poll");
    }

    [TestCase("old")]
    [TestCase("gone")]
    [TestCase("damaged")]
    public async Task ReplaceAllKeys_AfterALoss_NewKeysAndTheOldOnesStayRefused(string loss)
    {
        RestorableKeyStore store = new();
        PassingSessionStore sessions = new();
        using KeyNode running = Node(store, sessions);
        (string removed, string good) = await LiveAsync(running, store);
        store.Restore(loss switch { "old" => store.Saved[0], "gone" => null, _ => new JwtKeyDocument(9, "{"u8) });
        using KeyNode operatorNode = Node(store, sessions);
        operatorNode.Time.SetUtcNow(running.Time.GetUtcNow());

        JwtKeyInfo made = await operatorNode.Rotation.ReplaceAllKeysAsync();
        string token = await operatorNode.IssueAsync();
        running.Time.Advance(KeyNode.PollInterval);

        Assert.That(KeyNode.KeyIdOf(token), Is.EqualTo(made.KeyId));
        foreach (KeyNode node in new[] { operatorNode, running })
        {
            Assert.That(await node.ReasonAsync(token), Is.Null);
            Assert.That(await node.ReasonAsync(good), Is.EqualTo(AuthFailureReason.UnknownKey));
            Assert.That(await node.ReasonAsync(removed), Is.EqualTo(AuthFailureReason.UnknownKey));
        }
    }

    [Test]
    public async Task ReplaceAllKeys_KeyDocumentLeaked_OneCallEndsAllKeysAndTheyCannotComeBack()
    {
        RestorableKeyStore store = new();
        using KeyNode node = new(store);
        string first = await node.IssueAsync();
        JwtKeyInfo announced = await node.Rotation.RotateNowAsync();

        await node.Rotation.ReplaceAllKeysAsync();

        Assert.That(await node.ReasonAsync(first), Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That((await node.Rotation.ListAsync()).Select(key => key.KeyId), Has.None.EqualTo(announced.KeyId).And.Exactly(1).Items);
        Assert.That(node.Log.Lines.Count(line => line.StartsWith("[23] Warning", StringComparison.Ordinal)), Is.EqualTo(2));
        store.Restore(store.Saved[1]);
        node.Time.Advance(KeyNode.PollInterval);
        Assert.That(await node.ReasonAsync(first), Is.EqualTo(AuthFailureReason.UnknownKey));
    }

    /// <summary>Five documents: created, announced, active key removed, announced again, announced key removed. The token of the removed key, and one of the good key.</summary>
    private static async Task<(string Removed, string Good)> LiveAsync(KeyNode node, RestorableKeyStore store)
    {
        string removed = await node.IssueAsync();
        await node.Rotation.RotateNowAsync();
        await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(removed));
        await node.Rotation.RotateNowAsync();
        node.Time.Advance(KeyNode.AnnouncementPeriod / 2);
        JwtKeyInfo announced = (await node.Rotation.ListAsync())[^1];
        await node.Rotation.RemoveKeyAsync(announced.KeyId);
        string good = await node.IssueAsync();
        Assert.That(store.Saved, Has.Count.EqualTo(5));
        return (removed, good);
    }

    private static KeyNode Node(IJwtKeyStore store, ISessionStore sessions) =>
        new(store, configure: o => o.RefreshTokens.Enabled = true, build: builder => builder.UseSessionStore(_ => sessions));
}
