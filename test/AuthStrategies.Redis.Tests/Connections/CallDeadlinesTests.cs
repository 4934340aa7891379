using AuthStrategies.Redis.Connections;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>One timer for the time limits of all calls.</summary>
[TestFixture]
[Property("Requirement", "F-45")]
public sealed class CallDeadlinesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>A caller may keep one of them for long.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public async Task Expire_CallsThatEndTogether_DoNotKeepEachOther(int count)
    {
        var time = new FakeTimeProvider();
        CallDeadlines deadlines = new(time, Limit);
        Ending[] calls = [.. Enumerable.Range(0, count).Select(_ => new Ending())];
        foreach (Ending call in calls)
            deadlines.Add(call, time.GetTimestamp());

        time.Advance(Limit);
        await Task.WhenAll(calls.Select(call => call.Ended)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(calls.Select(call => call.Next ?? call.Previous), Is.All.Null);
        Assert.That(calls.Select(deadlines.TryTake), Is.All.False);
    }

    private sealed class Ending : CallDeadlines.Call
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        internal override void Expire() => _ended.SetResult();
    }
}
