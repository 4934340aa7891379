using AuthStrategies.Redis.Connections;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>The loop that asks for the primary.</summary>
[TestFixture]
public sealed class AskingLoopTests
{
    [Test]
    [Property("Requirement", "M-16")]
    public async Task Work_ThatFails_IsDoneAgainAndLoggedOnceInARow()
    {
        int calls = 0;
        using LogCapture log = new();
        await using (AskingLoop loop = new(() => Interlocked.Increment(ref calls) <= 2 ? throw new InvalidOperationException("broken") : Task.CompletedTask, TimeProvider.System, log.CreateLogger("Redis")))
        {
            loop.Start();
            await Until.TrueAsync(() => Volatile.Read(ref calls) > 3);
        }

        Assert.That(log.Ids.Count(id => id == 229), Is.EqualTo(1));
    }
}
