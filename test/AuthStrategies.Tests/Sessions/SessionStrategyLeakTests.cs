using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A whole life with everybody listening: nothing that is said holds a piece of a token or a claim.</summary>
public sealed class SessionStrategyLeakTests
{
    [Test]
    [Property("Requirement", "L-01")]
    public async Task WholeLife_EverythingThatIsSaid_HoldsNoPieceOfATokenAndNoClaim()
    {
        var world = new SessionWorld(options => options.MaxSessionsPerSubject = 2);
        List<string> said = [];
        HashSet<string> tokens = [];
        using ActivityListener listener = Listen(said);
        using var tally = new Tally(
            world.Metrics.Issued, world.Metrics.Authenticated, world.Metrics.Refreshed, world.Metrics.Replayed,
            world.Metrics.Reused, world.Metrics.Revoked, world.Metrics.StoreDuration);

        await LiveAsync(world, tokens, said);

        said.AddRange(world.Log.Texts);
        said.AddRange(tally.Tags);
        Assert.That(said, Has.Count.GreaterThan(60));
        Assert.That(tokens, Has.Count.GreaterThan(5));
        // Every event was there to be listened to.
        foreach (int id in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15])
            Assert.That(world.Log.Count(id), Is.Positive, $"event {id}");

        HashSet<string> pieces = [.. tokens.SelectMany(token => Enumerable.Range(0, token.Length - 7).Select(i => token.Substring(i, 8)))];
        foreach (string text in said)
        {
            Assert.That(text, Does.Not.Contain("alice").And.Not.Contain("secret-role").And.Not.Contain("Firefox"));
            for (int i = 0; i + 8 <= text.Length; i++)
                Assert.That(pieces, Does.Not.Contain(text.Substring(i, 8)), text);
        }
    }

    private static async Task LiveAsync(SessionWorld world, HashSet<string> tokens, List<string> said)
    {
        ClaimsPrincipal alice = SessionWorld.Principal("alice", new Claim("role", "secret-role"), new Claim("jti", "secret-role"));
        var wishes = new IssueOptions { DeviceLabel = "Firefox" };
        IssuedCredential first = await world.Strategy.IssueAsync(alice, wishes);
        Hear(first);
        await Present(first.Value);

        world.Time.Advance(TimeSpan.FromMinutes(10));
        await Present(first.Value);
        RefreshResult refreshed = await world.Strategy.RefreshAsync(first.Value);
        said.Add(refreshed.ToString());
        Hear(refreshed.Credential!);
        await Present(first.Value);

        world.Time.Advance(TimeSpan.FromMinutes(10));
        await Present(first.Value);
        said.Add((await world.Strategy.RefreshAsync(first.Value)).ToString());

        wishes.Replaces = Hear(await world.Strategy.IssueAsync(alice, wishes));
        Hear(await world.Strategy.IssueAsync(alice, wishes));
        string last = "";
        for (int i = 0; i < 3; i++)
            last = Hear(await world.Strategy.IssueAsync(alice));
        await foreach (SessionInfo info in world.Directory.ListAsync("alice"))
            said.Add(info.ToString());

        string forged = SessionWorld.WithOtherSecret(last)[..63] + "%";
        await Present(forged);
        world.Store.Before = (_, _) => throw new IOException("down");
        await Broken(() => world.Strategy.AuthenticateAsync(last).AsTask());
        await Broken(() => world.Strategy.IssueAsync(alice, new() { Replaces = last }).AsTask());
        world.Store.Before = null;

        try
        {
            await world.Strategy.IssueAsync(alice, new() { Lifetime = TimeSpan.Zero, Replaces = last });
        }
        catch (ArgumentException exception)
        {
            said.Add(exception.ToString());
        }

        SessionRecord record = world.Store.Peek(SessionWorld.IdOf(last))!;
        said.Add(record.ToString());
        said.Add(SessionWorld.PayloadOf(record).ToString());
        world.Store.Put(UnreadableRecords.Future(record));
        await Present(last);
        world.Store.Put(record);
        said.Add((await world.Strategy.RevokeAsync(last)).ToString());
        said.Add((await world.Strategy.RevokeAsync(last)).ToString());
        await world.Directory.RevokeAllAsync("alice");

        string Hear(IssuedCredential credential)
        {
            tokens.Add(credential.Value);
            said.Add(credential.ToString());
            return credential.Value;
        }

        async Task Present(string credential)
        {
            AuthResult result = await world.Strategy.AuthenticateAsync(credential);
            said.Add(result.ToString());
            if (result.Renewed is { } renewed)
                Hear(renewed);
        }

        async Task Broken(Func<Task> call)
        {
            try
            {
                await call();
                Assert.Fail("the store is broken");
            }
            catch (SessionStoreException exception)
            {
                said.Add(exception.ToString());
            }
        }
    }

    private static ActivityListener Listen(List<string> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AuthStrategiesTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Add($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
