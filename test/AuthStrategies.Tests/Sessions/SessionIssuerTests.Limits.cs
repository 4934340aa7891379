using System.Collections.Concurrent;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Sessions;

/// <summary>The limit of sessions per subject.</summary>
public sealed partial class SessionIssuerTests
{
    [Test]
    public async Task Issue_OverTheLimitAndNoneUsedSince_EndsTheOldest()
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        string first = await _fixture.IssueAsync();
        string second = await _fixture.IssueAsync();
        string stranger = await _fixture.IssueAsync("bob");

        string third = await _fixture.IssueAsync();

        Assert.That((await _fixture.Strategy.AuthenticateAsync(first)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        foreach (string alive in (string[])[second, third, stranger])
            Assert.That((await _fixture.Strategy.AuthenticateAsync(alive)).Succeeded, Is.True);
        Assert.That(_fixture.Log.Count(13), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_OverTheLimit_EndsTheLeastRecentlyUsed()
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        string oldButUsed = await _fixture.IssueAsync();
        string newAndUnused = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await _fixture.Strategy.AuthenticateAsync(oldButUsed);

        string third = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo(new[] { SessionFixture.IdOf(oldButUsed), SessionFixture.IdOf(third) }), newAndUnused);
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_OverTheLimitWhileASessionIsOnlyPolled_EndsThatOne()
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        string used = await _fixture.IssueAsync();
        string polled = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await _fixture.Strategy.AuthenticateAsync(used);
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await ((IAuthenticationWithoutRenewal)_fixture.Strategy).AuthenticateWithoutRenewalAsync(polled, []);

        string third = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo(new[] { SessionFixture.IdOf(used), SessionFixture.IdOf(third) }));
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_OverTheLimitWhileTheFirstToEndIsUsed_EndsTheNextOne()
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        string used = await _fixture.IssueAsync();
        string unused = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        bool isUsed = false;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "remove" || isUsed)
                return;

            isUsed = true;
            await _fixture.Node().AuthenticateAsync(used);
        };

        string third = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo(new[] { SessionFixture.IdOf(used), SessionFixture.IdOf(third) }), unused);
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_OthersUsedByAClockALittleAhead_NeverEndsTheNewSession()
    {
        _fixture.Options.MaxSessionsPerSubject = 1;
        var ahead = new FakeTimeProvider(_fixture.Now.AddMinutes(4));
        await _fixture.Node(ahead).IssueAsync(SessionFixture.Principal());

        string own = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(SessionFixture.IdOf(own)));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(own)).Succeeded, Is.True);
    }

    [TestCase(0)]
    [TestCase(4.5)]
    [TestCase(5)]
    [Property("Requirement", "S-08")]
    public async Task Issue_WhileTheOtherSessionIsUsed_NeverEndsTheNewSession(double minutesAhead)
    {
        _fixture.Options.MaxSessionsPerSubject = 1;
        string other = await _fixture.IssueAsync();
        var ahead = new FakeTimeProvider(_fixture.Now.AddMinutes(20 + minutesAhead));
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        _fixture.Store.After = async (operation, _) =>
        {
            if (operation == "create")
                await _fixture.Node(ahead).AuthenticateAsync(other);
        };

        string own = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(SessionFixture.IdOf(own)));
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_TwoAtOnceOverALimitOfOne_LeavesOne()
    {
        _fixture.Options.MaxSessionsPerSubject = 1;
        string? second = null;
        _fixture.Store.After = async (operation, _) =>
        {
            if (operation != "create" || second is not null)
                return;

            second = "";
            second = await _fixture.IssueAsync();
        };

        await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_OthersOfAClockAtTheLimit_IsAcceptedByANodeALittleBehind()
    {
        var ahead = new FakeTimeProvider(_fixture.Now.AddMinutes(5));
        await _fixture.Node(ahead).IssueAsync(SessionFixture.Principal());

        string own = await _fixture.IssueAsync();

        var behind = new FakeTimeProvider(_fixture.Now.AddSeconds(-30));
        Assert.That((await _fixture.Node(behind).AuthenticateAsync(own)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_OthersOfAClockFarAhead_EndsThoseFirst()
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        string good = await _fixture.IssueAsync();
        var ahead = new FakeTimeProvider(_fixture.Now.AddMinutes(40));
        await _fixture.Node(ahead).IssueAsync(SessionFixture.Principal());

        string own = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo(new[] { SessionFixture.IdOf(good), SessionFixture.IdOf(own) }));
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_TwentyTimesAtOneInstant_KeepsTheNewest()
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        List<string> tokens = [];
        for (int i = 0; i < 20; i++)
            tokens.Add(await _fixture.IssueAsync());

        Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo(tokens[^2..].Select(SessionFixture.IdOf)));
    }

    [Test]
    public async Task Issue_AtOneInstant_CreatesInAStrictOrder()
    {
        for (int i = 0; i < 5; i++)
            await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Select(record => SessionFixture.PayloadOf(record).CreatedAt - _fixture.Now).Order(), Is.EqualTo(Enumerable.Range(0, 5).Select(i => TimeSpan.FromTicks(i))));
    }

    [Test]
    public async Task Issue_ExpiredOnes_NeitherCountNorAreTouched()
    {
        _fixture.Options.MaxSessionsPerSubject = 1;
        string other = await _fixture.IssueAsync("bob");
        SessionRecord any = _fixture.Store.Peek(SessionFixture.IdOf(other))!;
        SessionId expired = SessionId.Parse("AAAAAAAAAAAAAAAAAAAAAQ");
        _fixture.Store.Put(new()
        {
            Id = expired,
            Subject = "alice",
            ExpiresAt = _fixture.Now.AddSeconds(1),
            AbsoluteExpiresAt = any.AbsoluteExpiresAt,
            Version = 1,
            Payload = any.Payload,
        });
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        string live = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Select(record => record.Id), Does.Contain(expired).And.Contain(SessionFixture.IdOf(live)));
    }

    [TestCase(UnreadableKind.LaterVersion)]
    [TestCase(UnreadableKind.LaterField)]
    [TestCase(UnreadableKind.Damaged)]
    [TestCase(UnreadableKind.NameChanged)]
    public async Task Issue_UnreadableOne_CountsAndEndsFirst(UnreadableKind kind)
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        string other = await _fixture.IssueAsync();
        string unreadable = await _fixture.IssueAsync();
        _fixture.Store.Put(UnreadableRecords.Of(kind, _fixture.Store.Peek(SessionFixture.IdOf(unreadable))!));

        string live = await _fixture.IssueAsync();

        Assert.That(_fixture.Store.Records.Select(record => record.Id), Is.EquivalentTo((SessionId[])[SessionFixture.IdOf(other), SessionFixture.IdOf(live)]));
    }

    [Test]
    [Property("Requirement", "S-08")]
    [Property("Requirement", "F-25")]
    public async Task Issue_AHundredInParallelWithALimitOfThree_LeavesExactlyThree()
    {
        _fixture.Options.MaxSessionsPerSubject = 3;
        _fixture.Store.Before = async (_, _) => await Task.Yield();
        SessionStrategy[] nodes = [_fixture.Node(), _fixture.Node(), _fixture.Node()];

        IssuedCredential[] all = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await nodes[i % 3].IssueAsync(SessionFixture.Principal()))));

        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(3));
        HashSet<SessionId> kept = [.. _fixture.Store.Records.Select(record => record.Id)];
        foreach (IssuedCredential credential in all)
            Assert.That((await nodes[0].AuthenticateAsync(credential.Value)).Succeeded, Is.EqualTo(kept.Contains(credential.SessionId!.Value)));
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Issue_TwiceTheLimitAtOnceFromTheSameView_LeavesTheLimit()
    {
        // All create before the first of them lists again: the worst case of the race, made certain.
        const int limit = 5;
        _fixture.Options.MaxSessionsPerSubject = limit;
        var allCreated = new TaskCompletionSource();
        int created = 0;
        _fixture.Store.After = async (operation, _) =>
        {
            if (operation == "create" && Interlocked.Increment(ref created) == 2 * limit)
                allCreated.SetResult();
            if (operation == "create")
                await allCreated.Task;
        };

        await Task.WhenAll(Enumerable.Range(0, 2 * limit).Select(_ => _fixture.IssueAsync()));

        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(limit));
    }

    [Test]
    [Property("Requirement", "S-08")]
    [Property("Requirement", "F-25")]
    public async Task Issue_ThreeAtOnceWithDifferentViews_LeavesTheLimit()
    {
        // Which of two sessions of one moment ends first depends on their random ids.
        for (int round = 0; round < 20; round++)
            Assert.That(await CountAfterThreeAtOnceAsync(), Is.EqualTo(2));
    }

    /// <summary>The first two list nothing, the third lists the first one only; then all see three sessions before any of them ends one.</summary>
    private static async Task<int> CountAfterThreeAtOnceAsync()
    {
        SessionFixture fixture = new(options => options.MaxSessionsPerSubject = 2);
        AsyncLocal<string> login = new();
        TaskCompletionSource thirdHasListed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Meeting created = new(3);
        Meeting listed = new(3);
        ConcurrentDictionary<string, bool> seen = [];
        fixture.Store.Before = (operation, _) => operation == "create" && login.Value == "second" ? thirdHasListed.Task : Task.CompletedTask;
        fixture.Store.After = async (operation, _) =>
        {
            if (operation == "list" && seen.TryAdd(login.Value + " before", true))
            {
                if (login.Value == "third")
                    thirdHasListed.SetResult();
            }
            else if (operation == "list" && seen.TryAdd(login.Value + " after", true))
            {
                await listed.ArriveAsync();
            }
            else if (operation == "create")
            {
                await created.ArriveAsync();
            }
        };

        // The second lists before the first creates, and creates after the third has listed.
        await Task.WhenAll(LogInAsync("second"), LogInAsync("first"), LogInAsync("third"));
        return fixture.Store.Records.Count;

        async Task LogInAsync(string name)
        {
            login.Value = name;
            await fixture.IssueAsync();
        }
    }

    /// <summary>Lets all continue when the last one has arrived.</summary>
    private sealed class Meeting(int count)
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _arrived;

        public Task ArriveAsync()
        {
            if (Interlocked.Increment(ref _arrived) == count)
                _complete.SetResult();
            return _complete.Task;
        }
    }
}
