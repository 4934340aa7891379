using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Tests.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Behavior;

/// <summary>A whole life with all logs and metrics recorded: no text contains a piece of a token or a claim.</summary>
public sealed class SessionSecrecyTests
{
    [Test]
    [Property("Requirement", "L-01")]
    public async Task WholeLife_EverythingThatIsSaid_HoldsNoPieceOfATokenAndNoClaim()
    {
        var fixture = new SessionFixture(options => options.MaxSessionsPerSubject = 2);
        ConcurrentQueue<string> said = [];
        HashSet<string> tokens = [];
        using ActivityListener listener = Listen(said);
        using var tally = new Tally(
            fixture.Metrics.Issued, fixture.Metrics.Authenticated, fixture.Metrics.Refreshed, fixture.Metrics.Replayed,
            fixture.Metrics.Reused, fixture.Metrics.Revoked, fixture.Metrics.StoreDuration);

        await LiveAsync(fixture, tokens, said);

        foreach (string line in fixture.Log.Lines.Concat(tally.Tags))
            said.Enqueue(line);
        Assert.That(said, Has.Count.GreaterThan(60));
        Assert.That(tokens, Has.Count.GreaterThan(5));
        // Every event was there to be listened to.
        foreach (int id in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15])
            Assert.That(fixture.Log.Count(id), Is.Positive, $"event {id}");

        HashSet<string> pieces = [.. tokens.SelectMany(token => Enumerable.Range(0, token.Length - 7).Select(i => token.Substring(i, 8)))];
        foreach (string text in said)
        {
            Assert.That(text, Does.Not.Contain("alice").And.Not.Contain("secret-role").And.Not.Contain("Firefox"));
            for (int i = 0; i + 8 <= text.Length; i++)
                Assert.That(pieces, Does.Not.Contain(text.Substring(i, 8)), text);
        }
    }

    private static async Task LiveAsync(SessionFixture fixture, HashSet<string> tokens, ConcurrentQueue<string> said)
    {
        ClaimsPrincipal alice = SessionFixture.Principal("alice", new Claim("role", "secret-role"), new Claim("jti", "secret-role"));
        var options = new IssueOptions { Label = "Firefox" };
        IssuedCredential first = await fixture.Strategy.IssueAsync(alice, options);
        Hear(first);
        await Present(first.Value);

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await Present(first.Value);
        RefreshResult refreshed = await fixture.Strategy.RefreshAsync(first.Value);
        said.Enqueue(refreshed.ToString());
        Hear(refreshed.Credential!);
        await Present(first.Value);

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await Present(first.Value);
        await Present(SessionFixture.WithOtherSecret(first.Value));
        said.Enqueue((await fixture.Strategy.RefreshAsync(first.Value)).ToString());

        options.Replaces = Hear(await fixture.Strategy.IssueAsync(alice, options));
        Hear(await fixture.Strategy.IssueAsync(alice, options));
        string last = "";
        for (int i = 0; i < 3; i++)
            last = Hear(await fixture.Strategy.IssueAsync(alice));
        foreach (SessionInfo info in await fixture.Directory.ListAsync("alice"))
            said.Enqueue(info.ToString());

        string forged = SessionFixture.WithOtherSecret(last)[..63] + "%";
        await Present(forged);
        fixture.Store.Before = (_, _) => throw new IOException("down");
        await Broken(() => fixture.Strategy.AuthenticateAsync(last).AsTask());
        await Broken(() => fixture.Strategy.IssueAsync(alice, new() { Replaces = last }).AsTask());
        fixture.Store.Before = null;

        try
        {
            await fixture.Strategy.IssueAsync(alice, new() { Lifetime = TimeSpan.Zero, Replaces = last });
        }
        catch (ArgumentException exception)
        {
            said.Enqueue(exception.ToString());
        }

        SessionRecord record = fixture.Store.Peek(SessionFixture.IdOf(last))!;
        said.Enqueue(record.ToString());
        said.Enqueue(SessionFixture.PayloadOf(record).ToString());
        fixture.Store.Put(UnreadableRecords.Future(record));
        await Present(last);
        fixture.Store.Put(record);
        said.Enqueue((await fixture.Strategy.RevokeAsync(last)).ToString());
        said.Enqueue((await fixture.Strategy.RevokeAsync(last)).ToString());
        await fixture.Directory.RevokeAllAsync("alice");

        string Hear(IssuedCredential credential)
        {
            tokens.Add(credential.Value);
            said.Enqueue(credential.ToString());
            return credential.Value;
        }

        async Task Present(string credential)
        {
            AuthResult result = await fixture.Strategy.AuthenticateAsync(credential);
            said.Enqueue(result.ToString());
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
                said.Enqueue(exception.ToString());
            }
        }
    }

    private static ActivityListener Listen(ConcurrentQueue<string> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AuthStrategiesTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
