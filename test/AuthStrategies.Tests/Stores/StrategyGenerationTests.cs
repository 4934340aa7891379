using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>Ending all sessions of a strategy with one write.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-01")]
public sealed class StrategyGenerationTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly SessionFixture _fixture = new();

    private SessionRecord Mark => _fixture.Store.SystemRecords.Single(record => record.Subject == "authstrategies:generation");

    private Task<RevokeOutcome> RevokeEverythingAsync() => _fixture.Directory.RevokeEverythingAsync().AsTask();

    [Test]
    public async Task Replace_ManySessions_IsOneWriteAndEndsAll()
    {
        List<string> tokens = [];
        for (int i = 0; i < 200; i++)
            tokens.Add(await _fixture.IssueAsync($"user {i % 50}"));
        _fixture.Store.Forget();

        Assert.That(await RevokeEverythingAsync(), Is.EqualTo(RevokeOutcome.Revoked));

        Assert.That(_fixture.Store.Calls.Where(call => call != "find"), Is.EqualTo((string[])["replace system"]));
        Assert.That(_fixture.Log.Count(45), Is.EqualTo(1));
        foreach (string token in tokens)
            Assert.That((await _fixture.Node().AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(await _fixture.IssueAsync())).Succeeded, Is.True, "later sign-ins are not affected");
    }

    [Test]
    public async Task Check_Warm_AsksTheStoreForNothingMore()
    {
        string token = await _fixture.IssueAsync();
        await _fixture.Strategy.AuthenticateAsync(token);
        _fixture.Store.Forget();

        for (int i = 0; i < 24; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        }

        Assert.That(_fixture.Store.Calls, Has.Count.EqualTo(24), "one find of the session each");
    }

    [TestCase(2.4, 0)]
    [TestCase(2.5, 1)]
    [TestCase(4.9, 1)]
    [TestCase(60, 1)]
    public async Task Check_OfThatAge_AsksTheStoreOnce(double seconds, int asked)
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
        _fixture.Store.Forget();

        for (int i = 0; i < 3; i++)
            Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);

        Assert.That(_fixture.Store.Count("find"), Is.EqualTo(3 + asked));
    }

    [Test]
    public async Task Replace_OnAnotherNode_IsSeenWithinFiveSeconds([Values(0.0, 1, 2.4, 2.6, 4)] double warmFor)
    {
        SessionStrategyNode other = new(_fixture);
        string token = await _fixture.IssueAsync();
        await other.AuthenticateAsync(token);
        _fixture.Time.Advance(TimeSpan.FromSeconds(warmFor));
        await RevokeEverythingAsync();
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True, "within the 5 seconds: the strategy has its own copy, and the directory of the test another one");

        _fixture.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await other.AuthenticateAsync(token)).Succeeded, Is.False);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.False);
    }

    [Test]
    public async Task Replace_OnThisNode_IsSeenAtOnce()
    {
        SessionStoreClient client = _fixture.StoreClient();
        StrategyGeneration generation = client.Generations.Of("Session");
        Generation before = await generation.GetForLoginAsync(CancellationToken.None);
        Assert.That(generation.IsKnownCurrent(before, _fixture.Now), Is.True);

        await generation.ReplaceAsync(CancellationToken.None);

        Assert.That(generation.IsKnownCurrent(before, _fixture.Now), Is.False);
        Assert.That(await generation.IsCurrentAsync(before, _fixture.Now, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Check_NewerSessionThanTheCopy_IsAcceptedAtOnce()
    {
        SessionStrategyNode other = new(_fixture);
        await other.AuthenticateAsync(await _fixture.IssueAsync());
        await RevokeEverythingAsync();

        Assert.That((await other.AuthenticateAsync(await _fixture.IssueAsync())).Succeeded, Is.True);
    }

    [Test]
    public async Task Check_SharedAnswerOlderThanTheSession_IsAskedAgain()
    {
        StrategyGeneration generation = _fixture.StoreClient().Generations.Of("Session");
        Generation before = await generation.GetForLoginAsync(CancellationToken.None);
        _fixture.Time.Advance(TimeSpan.FromSeconds(6));
        TaskCompletionSource answered = new();
        TaskCompletionSource late = new();
        int finds = 0;
        _fixture.Store.After = async (operation, _) =>
        {
            if (operation == "find" && Interlocked.Increment(ref finds) == 1)
            {
                answered.SetResult();
                await late.Task;
            }
        };
        Task<bool> first = generation.IsCurrentAsync(before, _fixture.Now, CancellationToken.None).AsTask();
        await answered.Task;
        // Another node ends everything and logs a user in while the answer is on its way.
        StrategyGeneration elsewhere = _fixture.StoreClient().Generations.Of("Session");
        await elsewhere.ReplaceAsync(CancellationToken.None);
        Generation after = await elsewhere.GetForLoginAsync(CancellationToken.None);

        Task<bool> second = generation.IsCurrentAsync(after, _fixture.Now, CancellationToken.None).AsTask();
        late.SetResult();

        Assert.That((await first, await second), Is.EqualTo((true, true)), "the first began before the end; the second has a later session");
    }

    [TestCase("create", TestName = "Login_EverythingEndsBeforeItsRecord_IsEnded")]
    [TestCase("list", TestName = "Login_EverythingEndsBeforeItsList_IsEnded")]
    public async Task Race(string operation)
    {
        await _fixture.IssueAsync("bob");
        bool done = false;
        _fixture.Store.Before = async (name, _) =>
        {
            if (name == operation && !done)
            {
                done = true;
                await RevokeEverythingAsync();
            }
        };

        string token = await _fixture.IssueAsync();

        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False, "it began before");
    }

    [Test]
    public async Task Refresh_EverythingEndsBeforeItsWrite_HandsOutNothingThatLives()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(6));
        bool done = false;
        _fixture.Store.Before = async (name, _) =>
        {
            if (name == "replace" && !done)
            {
                done = true;
                await RevokeEverythingAsync();
            }
        };

        RefreshResult result = await _fixture.Strategy.RefreshAsync(token);

        Assert.That((await _fixture.Node().AuthenticateAsync(result.Credential!.Value)).Succeeded, Is.False);
        Assert.That((await _fixture.Node().RefreshAsync(result.Credential!.Value)).Succeeded, Is.False);
    }

    [Test]
    public async Task EveryVerb_AfterTheEnd_IsOfNoSession()
    {
        string token = await _fixture.IssueAsync();
        SessionId id = SessionFixture.IdOf(token);
        await RevokeEverythingAsync();
        SessionStrategy node = _fixture.Node();
        ISessionDirectory directory = _fixture.Directory;
        SessionRecord before = _fixture.Store.Peek(id)!;

        Assert.That((await node.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await node.RefreshAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await ((ICookieRotation)node).AuthenticateCookieAsync(token)).Succeeded, Is.False);
        Assert.That(await ((ICookieRotation)node).RotateAtHeadersAsync(token, null), Is.Null);
        Assert.That((await ((ICookieCopies)node).AuthenticateCopiesAsync([token, SessionFixture.WithOtherSecret(token)])).Result.Succeeded, Is.False);
        Assert.That(await ((ICookieCopies)node).FindCurrentAsync(token), Is.Null);
        Assert.That(await ((ISessionItems)node).UpdateAsync(token, items => items["a"] = "b"), Is.EqualTo(ItemsOutcome.NotFound));
        Assert.That(await directory.ListAsync("alice"), Is.Empty);
        Assert.That(await directory.FindAsync(id), Is.Null);
        Assert.That(await directory.TouchAsync(id), Is.Null);
        Assert.That(await directory.SetLifetimeAsync(id, TimeSpan.FromHours(1)), Is.Null);
        Assert.That(await directory.ReplacePrincipalAsync(id, SessionFixture.Principal()), Is.False);
        Assert.That(await directory.ClearItemsAsync(id), Is.False);
        Assert.That(_fixture.Store.Peek(id), Is.SameAs(before), "nothing writes to an ended session");
        Assert.That(await node.RevokeAsync(token), Is.EqualTo(RevokeOutcome.Revoked), "a logout still removes the record");
    }

    [Test]
    public async Task Login_EndedSessions_DoNotCountForTheLimit()
    {
        _fixture.Options.MaxSessionsPerSubject = 2;
        await _fixture.IssueAsync();
        await _fixture.IssueAsync();
        await RevokeEverythingAsync();

        string[] tokens = [await _fixture.IssueAsync(), await _fixture.IssueAsync()];

        foreach (string token in tokens)
            Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    /// <summary>Each of them is compared with one answer of the store: otherwise a login after the end asks once for each ended session.</summary>
    [Test]
    public async Task AnyList_ManyEndedSessions_AsksTheStoreOnceForAll([Values("login", "list")] string operation)
    {
        for (int i = 0; i < 50; i++)
            await _fixture.IssueAsync();
        await RevokeEverythingAsync();
        string token = await _fixture.IssueAsync();
        _fixture.Store.Forget();

        if (operation == "login")
            await _fixture.IssueAsync();
        else
            Assert.That(await _fixture.Directory.ListAsync("alice"), Has.Count.EqualTo(1));

        Assert.That(_fixture.Store.Count("find"), Is.LessThanOrEqualTo(3));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    /// <summary>The answer left the store before another node ended everything, and arrives long after.</summary>
    [TestCase(4.9, true)]
    [TestCase(5.1, false)]
    [TestCase(28, false)]
    public async Task Check_SharedAnswerThatTookLong_AcceptsOnlyWhileItIsRecent(double seconds, bool accepts)
    {
        StrategyGeneration generation = _fixture.StoreClient(timeout: TimeSpan.FromMinutes(1)).Generations.Of("Session");
        Generation ofSession = await generation.GetForLoginAsync(CancellationToken.None);
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        TaskCompletionSource delayed = new();
        int asked = 0;
        _fixture.Store.After = (operation, record) => operation == "find" && Interlocked.Increment(ref asked) == 1 ? delayed.Task : Task.CompletedTask;
        Task<bool> first = generation.IsCurrentAsync(ofSession, _fixture.Now, CancellationToken.None).AsTask();
        await RevokeEverythingAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
        Task<bool> joined = generation.IsCurrentAsync(ofSession, _fixture.Now, CancellationToken.None).AsTask();
        delayed.SetResult();

        Assert.That(await joined, Is.EqualTo(accepts));
        Assert.That(await first, Is.EqualTo(accepts));
    }

    /// <summary>While a machine sleeps, timestamps may stand still and only the wall clock goes on.</summary>
    [Test]
    public async Task Check_NodeWasSuspended_AsksAgain()
    {
        StrategyGeneration generation = _fixture.StoreClient().Generations.Of("Session");
        Generation before = await generation.GetForLoginAsync(CancellationToken.None);

        Assert.That(generation.IsKnownCurrent(before, _fixture.Now.AddHours(1)), Is.False);
    }

    [Test]
    [Property("Requirement", "F-28")]
    public async Task Check_GenerationLost_EndsEverySessionAndNoneComesBack([Values] bool afterAnEnd)
    {
        string token = await _fixture.IssueAsync();
        if (afterAnEnd)
            await RevokeEverythingAsync();
        string later = await _fixture.IssueAsync();
        _fixture.Store.Drop(Mark.Id);

        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False);
        Assert.That((await _fixture.Node().AuthenticateAsync(later)).Succeeded, Is.False);
        string next = await _fixture.IssueAsync();

        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False);
        Assert.That((await _fixture.Node().AuthenticateAsync(later)).Succeeded, Is.False);
        Assert.That((await _fixture.Node().AuthenticateAsync(next)).Succeeded, Is.True);
        Assert.That(_fixture.Log.Count(46), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-31")]
    public async Task Check_SessionOfAReleaseWithoutGenerations_CountsUntilTheFirstEnd([Values] bool loginFirst)
    {
        string token = OldSession();
        if (loginFirst)
            await _fixture.IssueAsync("bob");

        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.True);
        await RevokeEverythingAsync();
        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False);
        _fixture.Store.Drop(Mark.Id);
        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False, "the loss brings it not back");
        await _fixture.IssueAsync("bob");
        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False);
    }

    [Test]
    public async Task Check_NodeThatStartsLater_RefusesAtOnce()
    {
        string token = await _fixture.IssueAsync();
        await RevokeEverythingAsync();

        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False);
    }

    [TestCase(-60)]
    [TestCase(-4)]
    [TestCase(4)]
    [TestCase(60)]
    [Property("Requirement", "F-14")]
    public async Task Check_ClockThatJumps_PassesNoMoreThanTheLimit(int minutes)
    {
        FakeTimeProvider inner = new(SessionFixture.Start);
        JumpingTime time = new(inner);
        StrategyGeneration generation = StoreClients.Over(_fixture.Store, time, _fixture.Metrics, _fixture.Log).Generations.Of("Session");
        Generation before = await generation.GetForLoginAsync(CancellationToken.None);
        await _fixture.StoreClient().Generations.Of("Session").ReplaceAsync(CancellationToken.None);
        time.Jump = TimeSpan.FromMinutes(minutes);

        inner.Advance(StrategyGeneration.MaxAge - Tick);
        generation.IsKnownCurrent(before, time.GetUtcNow());
        inner.Advance(Tick);

        Assert.That(generation.IsKnownCurrent(before, time.GetUtcNow()), Is.False);
    }

    [TestCase(6)]
    [TestCase(3600)]
    [Property("Requirement", "F-14")]
    public async Task Check_ClockGoesBackByAlmostTheTimeWithoutRequests_IsNotKnown(int seconds)
    {
        FakeTimeProvider inner = new(SessionFixture.Start);
        JumpingTime time = new(inner);
        StrategyGeneration generation = StoreClients.Over(_fixture.Store, time, _fixture.Metrics, _fixture.Log).Generations.Of("Session");
        Generation before = await generation.GetForLoginAsync(CancellationToken.None);

        inner.Advance(TimeSpan.FromSeconds(seconds));
        time.Jump = -TimeSpan.FromSeconds(seconds - 1);

        Assert.That(generation.IsKnownCurrent(before, time.GetUtcNow()), Is.False);
    }

    [Test]
    [Property("Requirement", "F-05")]
    public async Task Check_StoreFails_IsKnownForFiveSecondsAndThenCannotBeTold()
    {
        StrategyGeneration generation = _fixture.StoreClient().Generations.Of("Session");
        Generation current = await generation.GetForLoginAsync(CancellationToken.None);
        _fixture.Store.IsBroken = true;

        _fixture.Time.Advance(StrategyGeneration.MaxAge - Tick);
        Assert.That(await generation.IsCurrentAsync(current, _fixture.Now, CancellationToken.None), Is.True);
        _fixture.Time.Advance(Tick);
        await Assert.ThatAsync(async () => await generation.IsCurrentAsync(current, _fixture.Now, CancellationToken.None), Throws.InstanceOf<SessionStoreException>());

        _fixture.Store.IsBroken = false;
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await generation.IsCurrentAsync(current, _fixture.Now, CancellationToken.None), Is.True);
    }

    [Test]
    public async Task Refresh_StoreFails_AsksTwiceASecondAtMost()
    {
        StrategyGeneration generation = _fixture.StoreClient().Generations.Of("Session");
        Generation current = await generation.GetForLoginAsync(CancellationToken.None);
        _fixture.Time.Advance(TimeSpan.FromSeconds(3));
        _fixture.Store.Forget();
        _fixture.Store.IsBroken = true;

        for (int i = 0; i < 100; i++)
            Assert.That(generation.IsKnownCurrent(current, _fixture.Now), Is.True);

        Assert.That(_fixture.Store.Count("find"), Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(17)]
    [TestCase(19)]
    [Property("Requirement", "F-29")]
    public async Task Check_DamagedGeneration_CannotBeTold(int length)
    {
        string token = await _fixture.IssueAsync();
        SessionRecord mark = Mark;
        byte[] payload = new byte[length];
        mark.Payload.Span[..Math.Min(length, mark.Payload.Length)].CopyTo(payload);
        _fixture.Store.Put(UnreadableRecords.With(mark, payload));

        await Assert.ThatAsync(async () => await _fixture.Node().AuthenticateAsync(token), Throws.InstanceOf<SessionStoreException>());
        await Assert.ThatAsync(() => _fixture.Node().IssueAsync(SessionFixture.Principal()).AsTask(), Throws.InstanceOf<SessionStoreException>());
    }

    [Test]
    [Property("Requirement", "F-02")]
    public async Task Replace_StopsAtEachCall_EndsAllOrNoneAndCanBeRepeated([Range(1, 3)] int number, [Values] bool afterEffect)
    {
        string token = await _fixture.IssueAsync();
        int calls = 0;
        Task Hook(string operation, int _) => Interlocked.Increment(ref calls) == number ? throw new IOException("stop") : Task.CompletedTask;
        if (afterEffect)
            _fixture.Store.After = Hook;
        else
            _fixture.Store.Before = Hook;

        await Assert.ThatAsync(RevokeEverythingAsync, Throws.InstanceOf<SessionStoreException>());
        (_fixture.Store.Before, _fixture.Store.After) = (null, null);

        bool isLive = (await _fixture.Node().AuthenticateAsync(token)).Succeeded;
        Assert.That(isLive, Is.EqualTo(number < 3 || !afterEffect), "the third call is the one write");
        await RevokeEverythingAsync();
        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False);
    }

    [Test]
    public async Task Replace_FromTwoNodesAtOnce_EndsEverythingOfBoth()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Store.Before = async (_, _) => await Task.Yield();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RevokeEverythingAsync()));

        Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.False);
    }

    [Test]
    public async Task Login_FirstOfManyAtOnce_AllLive()
    {
        _fixture.Store.Before = async (_, _) => await Task.Yield();

        string[] tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => (await _fixture.Node().IssueAsync(SessionFixture.Principal($"user {i}"))).Value));

        foreach (string token in tokens)
            Assert.That((await _fixture.Node().AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That(_fixture.Store.SystemRecords, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Replace_OneStrategy_LeavesTheOthers()
    {
        SessionStrategy other = _fixture.Node(name: "Other");
        string mine = await _fixture.IssueAsync();
        string others = (await other.IssueAsync(SessionFixture.Principal())).Value;

        await RevokeEverythingAsync();

        Assert.That((await _fixture.Node().AuthenticateAsync(mine)).Succeeded, Is.False);
        Assert.That((await other.AuthenticateAsync(others)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Replace_WithNearCaches_IsSeenAtOnceByMessage()
    {
        MessageBus bus = new();
        using NearCacheSessionStore here = NearCache(bus);
        using NearCacheSessionStore there = NearCache(bus);
        SessionStrategy node = _fixture.Node(store: there);
        string token = await _fixture.IssueAsync();
        await node.AuthenticateAsync(token);
        Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.True);

        await _fixture.DirectoryOver(here).RevokeEverythingAsync();

        Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.False);
    }

    /// <summary>
    /// The node has a fresh copy of the generation from before, and another node ends everything: its login reads the store and lives, and the
    /// sessions from before end after the age of a copy, or at once with messages.
    /// </summary>
    [Test]
    public async Task Login_CopyIsFreshAndAnotherNodeEndsEverything_Lives([Values] bool hasMessages, [Values(0.0, 1, 2.4)] double ageOfCopy)
    {
        MessageBus bus = new();
        using NearCacheSessionStore near = NearCache(bus);
        using NearCacheSessionStore elsewhere = NearCache(bus);
        SessionStrategy node = _fixture.Node(store: hasMessages ? near : null);
        string before = (await node.IssueAsync(SessionFixture.Principal())).Value;
        Assert.That((await node.AuthenticateAsync(before)).Succeeded, Is.True);
        _fixture.Time.Advance(TimeSpan.FromSeconds(ageOfCopy));

        await _fixture.DirectoryOver(hasMessages ? elsewhere : _fixture.Store).RevokeEverythingAsync();

        Assert.That((await node.AuthenticateAsync(before)).Succeeded, Is.EqualTo(!hasMessages), "the copy, until a message makes it void");
        string after = (await node.IssueAsync(SessionFixture.Principal("bob"))).Value;
        Assert.That((await node.AuthenticateAsync(after)).Succeeded, Is.True, "at once");
        _fixture.Time.Advance(StrategyGeneration.MaxAge);
        Assert.That((await node.AuthenticateAsync(before)).Succeeded, Is.False);
        Assert.That((await node.AuthenticateAsync(after)).Succeeded, Is.True);
    }

    private NearCacheSessionStore NearCache(MessageBus bus)
    {
        NearCacheSessionStore cache = new(new MessagingStore(_fixture.Store, bus), Microsoft.Extensions.Options.Options.Create(new NearCacheOptions()), _fixture.Time);
        // The first call opens the channel.
        _ = cache.FindAsync(SessionId.Parse("AAAAAAAAAAAAAAAAAAAAAQ"), CancellationToken.None).AsTask();
        return cache;
    }

    /// <summary>A session as a release without generations wrote it, in a store without any.</summary>
    private string OldSession()
    {
        string token = _fixture.Node().IssueAsync(SessionFixture.Principal()).AsTask().GetAwaiter().GetResult().Value;
        SessionRecord record = _fixture.Store.Records.Single();
        _fixture.Store.Put(UnreadableRecords.With(record, AuthStrategies.Sessions.SessionPayloadCodec.Encode(SessionFixture.PayloadOf(record) with { Generation = default }).ToArray()));
        foreach (SessionRecord mark in _fixture.Store.SystemRecords)
            _fixture.Store.Drop(mark.Id);
        return token;
    }

    /// <summary>A node with another copy.</summary>
    private sealed class SessionStrategyNode(SessionFixture fixture)
    {
        private readonly SessionStrategy _strategy = fixture.Node();

        public ValueTask<AuthResult> AuthenticateAsync(string token) => _strategy.AuthenticateAsync(token);
    }

    /// <summary>A clock whose wall time jumps; its timestamps do not.</summary>
    private sealed class JumpingTime(FakeTimeProvider inner) : TimeProvider
    {
        public TimeSpan Jump { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Jump;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
