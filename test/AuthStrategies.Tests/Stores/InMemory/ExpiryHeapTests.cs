using AuthStrategies.Stores.InMemory;

namespace AuthStrategies.Tests.Stores.InMemory;

/// <summary>The order by expiry, beside a sorted dictionary that does the same.</summary>
public sealed class ExpiryHeapTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void AnyCalls_BesideAModel_FirstIsTheEarliest(int seed)
    {
        var random = new Random(seed);
        var heap = new ExpiryHeap();
        var model = new Dictionary<int, long>();
        heap.Resize(200);

        for (int step = 0; step < 50_000; step++)
        {
            int node = random.Next(200);
            long due = random.Next(1000);
            if (!model.TryGetValue(node, out long before))
                heap.Add(node, model[node] = due);
            else if (random.Next(3) > 0)
                heap.Advance(node, model[node] = Math.Min(before, due));
            else if (model.Remove(node))
                heap.Remove(node);

            long earliest = model.Count > 0 ? model.Values.Min() : long.MaxValue;
            Assert.That(heap.FirstDueTicks, Is.EqualTo(earliest));
            if (model.Count == 0)
                continue;

            Assert.That(model[heap.FirstNode], Is.EqualTo(earliest));
            heap.PostponeFirst(model[heap.FirstNode] = earliest + random.Next(50));
        }
    }
}
