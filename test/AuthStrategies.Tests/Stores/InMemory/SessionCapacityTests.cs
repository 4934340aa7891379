using AuthStrategies.Stores.InMemory;
using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Tests.Stores.InMemory;

/// <summary>Counting against the capacity.</summary>
public sealed class SessionCapacityTests
{
    [Test]
    [Property("Requirement", "F-27")]
    public async Task TryTake_ManyAtOnce_NeverMoreThanThereAre()
    {
        var room = new SessionCapacity(1);
        int inside = 0;

        bool[] kept = await Race.TogetherAsync(Enumerable.Range(0, 4).Select(_ => (Func<Task<bool>>)(() =>
        {
            bool alone = true;
            for (int i = 0; i < 500_000; i++)
            {
                if (!room.TryTake())
                    continue;

                alone &= Interlocked.Increment(ref inside) == 1;
                Interlocked.Decrement(ref inside);
                room.GiveBack();
            }

            return Task.FromResult(alone);
        })));

        Assert.That(kept, Is.All.True);
        Assert.That(room.Taken, Is.Zero);
    }
}
