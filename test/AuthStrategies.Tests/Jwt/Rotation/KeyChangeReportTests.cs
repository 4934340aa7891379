namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>The line that the leak drill looks for appears for a real early removal, and for nothing else.</summary>
[TestFixture]
[Property("Requirement", "M-05")]
public sealed class KeyChangeReportTests
{
    private static readonly int[] Rotations = [1, 2, 5];

    [TestCaseSource(nameof(Rotations))]
    public async Task Idle_OverRotations_EndedKeyIsNotCalledRemoved(int rotations)
    {
        InMemoryJwtKeyStore store = new();
        using KeyNode idle = new(store);
        using KeyNode busy = new(store);
        string first = await idle.IssueAsync();
        await LiveAsync(busy, rotations);

        idle.Time.SetUtcNow(busy.Time.GetUtcNow());
        await idle.IssueAsync();

        Assert.That(idle.Log.Lines, Has.None.StartsWith("[23]"));
        Assert.That(idle.Log.Lines, Has.Some.StartsWith("[22]").And.Contains(KeyNode.KeyIdOf(first)));
    }

    [TestCaseSource(nameof(Rotations))]
    public async Task StoreDown_OverRotations_EndedKeyIsNotCalledRemoved(int rotations)
    {
        InMemoryJwtKeyStore inner = new();
        FaultyKeyStore broken = new(inner);
        using KeyNode cut = new(broken);
        using KeyNode busy = new(inner);
        await cut.IssueAsync();
        broken.LoadFailure = new IOException("down");
        await LiveAsync(busy, rotations);
        cut.Time.SetUtcNow(busy.Time.GetUtcNow());
        await cut.ReasonAsync("a.b.c");
        broken.LoadFailure = null;

        cut.Time.Advance(KeyNode.PollInterval);
        busy.Time.Advance(KeyNode.PollInterval);
        await cut.IssueAsync();

        Assert.That(cut.Log.Lines, Has.None.StartsWith("[23]"));
    }

    [TestCaseSource(nameof(Rotations))]
    public async Task Idle_KeyRemovedEarly_IsCalledRemovedAsLongAsItsTokensCouldLive(int days)
    {
        InMemoryJwtKeyStore store = new();
        using KeyNode idle = new(store);
        using KeyNode busy = new(store);
        string first = await idle.IssueAsync();
        await busy.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(first));
        busy.Time.Advance(TimeSpan.FromDays(days));
        await busy.IssueAsync();

        idle.Time.SetUtcNow(busy.Time.GetUtcNow());
        await idle.IssueAsync();

        Assert.That(idle.Log.Lines, Has.Some.StartsWith("[23] Warning").And.Contains(KeyNode.KeyIdOf(first)));
    }

    private static async Task LiveAsync(KeyNode node, int rotations)
    {
        DateTimeOffset end = node.Time.GetUtcNow() + (rotations * (KeyNode.RotationPeriod + KeyNode.AnnouncementPeriod));
        while (node.Time.GetUtcNow() < end)
        {
            node.Time.Advance(KeyNode.AnnouncementPeriod / 2);
            await node.IssueAsync();
        }
    }
}
