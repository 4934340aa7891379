using AuthStrategies.Stores;
using Microsoft.Extensions.Time.Testing;
using static AuthStrategies.Stores.StoreThreads.Place;

namespace AuthStrategies.Tests.Stores;

/// <summary>Where a call is made: the places, how they are given back, and how long the caution lasts.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "F-06")]
public sealed class StoreThreadsRulesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly StoreThreads _threads;

    public StoreThreadsRulesTests() => _threads = new(_time);

    [TestCase(250, StoreThreads.Place.Caller)]
    [TestCase(251, OtherThread)]
    public void Enter_BesideACallThatDoesNotReturn_AfterAQuarterOfASecondOnAnotherThread(int milliseconds, object place)
    {
        Enter();
        Advance(milliseconds);

        Assert.That(Enter(), Is.EqualTo(place));
    }

    [Test]
    public void Enter_OthersReturn_IsNotStalled()
    {
        _threads.Enter(out _);
        Advance(200);
        _threads.Enter(out long second);
        _threads.Leave(second);
        Advance(200);

        Assert.That(Enter(), Is.EqualTo(Caller));
    }

    // How long a call blocked, and how long ago, in milliseconds.
    [TestCase(250, 0, StoreThreads.Place.Caller)]
    [TestCase(251, 0, OtherThread)]
    [TestCase(251, 9_999, OtherThread)]
    [TestCase(251, 10_000, StoreThreads.Place.Caller)]
    public void Enter_AfterACallThatBlocked_IsCautiousForTenSeconds(int blocked, int ago, object place)
    {
        Block(blocked);
        Advance(ago);

        Assert.That(Enter(), Is.EqualTo(place));
    }

    [Test]
    public async Task RunAsync_Blocks_ProlongsTheCaution()
    {
        Block(300);
        Advance(9_000);
        Assert.That(Enter(), Is.EqualTo(OtherThread));

        await _threads.RunAsync(
            milliseconds =>
            {
                Advance(milliseconds);
                return new ValueTask<int>(1);
            },
            300);
        Advance(3_000);

        Assert.That(Enter(), Is.EqualTo(OtherThread));
    }

    [Test]
    public async Task RunAsync_Returns_GivesItsPlaceBack()
    {
        Block(300);

        for (int call = 0; call < StoreThreads.Max + 8; call++)
        {
            Assert.That(Enter(), Is.EqualTo(OtherThread));
            await CompleteAsync();
        }
    }

    [Test]
    public async Task RunAsync_Throws_GivesItsPlaceBackAndFails()
    {
        Block(300);

        for (int call = 0; call < StoreThreads.Max + 8; call++)
        {
            Assert.That(Enter(), Is.EqualTo(OtherThread));
            await Assert.ThatAsync(() => _threads.RunAsync<int, int>(static _ => throw new InvalidOperationException("down"), 0), Throws.InvalidOperationException);
        }
    }

    [Test]
    public async Task Enter_ManyAtOneTime_TakeNoPlaceForGood()
    {
        long[] inside = new long[StoreThreads.Max];
        for (int call = 0; call < inside.Length; call++)
            Assert.That(_threads.Enter(out inside[call]), Is.EqualTo(Caller));
        for (int call = 0; call < StoreThreads.Max; call++)
            Assert.That(Enter(), Is.EqualTo(OtherThread));
        for (int call = 0; call < 100; call++)
            Assert.That(Enter(), Is.EqualTo(Later));

        for (int call = 0; call < StoreThreads.Max; call++)
            await CompleteAsync();
        foreach (long entered in inside)
            _threads.Leave(entered);

        for (int call = 0; call < StoreThreads.Max; call++)
            Assert.That(Enter(), Is.EqualTo(Caller));
    }

    [Test]
    public async Task RunLaterAsync_APlaceIsFree_RunsAtOnce() =>
        Assert.That(await _threads.RunLaterAsync(static number => new ValueTask<int>(number), 7, _time.GetTimestamp(), Limit), Is.EqualTo(7));

    // How long the caller has waited for a place, of a limit of one second or none.
    [TestCase(999, true, true)]
    [TestCase(1_000, true, false)]
    [TestCase(1_001, true, false)]
    [TestCase(60_000, false, true)]
    public async Task RunLaterAsync_TimeIsOver_IsNotMadeAndGivesItsPlaceBack(int waited, bool isLimited, bool isMade)
    {
        Block(300);
        for (int call = 0; call < StoreThreads.Max; call++)
            Assert.That(Enter(), Is.EqualTo(OtherThread));
        int made = 0;
        Task<int> later = _threads.RunLaterAsync(
            number =>
            {
                Interlocked.Increment(ref made);
                return new ValueTask<int>(number);
            },
            7,
            _time.GetTimestamp(),
            isLimited ? Limit : Timeout.InfiniteTimeSpan);
        Advance(waited);
        bool wasWaiting = !later.IsCompleted;

        await CompleteAsync();

        if (isMade)
            Assert.That(await later, Is.EqualTo(7));
        else
            await Assert.ThatAsync(() => later, Throws.TypeOf<TimeoutException>());
        Assert.That((wasWaiting, made), Is.EqualTo((true, isMade ? 1 : 0)));
        // One place is free again, and no more. Without a limit, the caution has ended.
        Assert.That(Enter(), Is.EqualTo(isLimited ? OtherThread : Caller));
        Assert.That(Enter(), Is.EqualTo(Caller));
    }

    private StoreThreads.Place Enter() => _threads.Enter(out _);

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private void Block(int milliseconds)
    {
        _threads.Enter(out long entered);
        Advance(milliseconds);
        _threads.Leave(entered);
    }

    private async Task CompleteAsync() => await _threads.RunAsync(static number => new ValueTask<int>(number), 1);
}
