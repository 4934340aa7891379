using AuthStrategies.Caching;

namespace AuthStrategies.Tests.Caching;

[TestFixture]
public sealed class CredentialCacheTests
{
    [Test]
    public void Find_Added_IsFound()
    {
        CredentialCache<int> table = new(100);

        table.Add("text", CredentialHash.Hash("text"), 7);

        Assert.That(table.Find(new string("text".AsSpan()), CredentialHash.Hash("text"))!.Facts, Is.EqualTo(7));
        Assert.That(table.Find("Text", CredentialHash.Hash("Text")), Is.Null);
    }

    [Test]
    public void Find_EqualHashOtherText_IsNotFound()
    {
        CredentialCache<int> table = new(100);

        table.Add("one", 42, 1);

        Assert.That(table.Find("two", 42), Is.Null);
    }

    [Test]
    public void Find_EqualTextOtherHash_IsNotFound()
    {
        CredentialCache<int> table = new(2);

        table.Add("one", 42, 1);

        Assert.That(table.Find("one", 43), Is.Null);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(1000)]
    public void Add_ManyMoreThanCapacity_RemembersAtMostThatMany(int capacity)
    {
        CredentialCache<int> table = new(capacity);
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => $"text {i}")];

        if (table.IsOn)
        {
            foreach (string text in texts)
                table.Add(text, CredentialHash.Hash(text), 0);
        }

        int remembered = table.IsOn ? texts.Count(text => table.Find(text, CredentialHash.Hash(text)) is not null) : 0;
        Assert.That(remembered, Is.InRange(capacity / 2, capacity));
        Assert.That(table.IsOn, Is.EqualTo(capacity > 0));
    }

    [Test]
    public void Add_SameTextAgain_TakesItsOwnPlace()
    {
        CredentialCache<int> table = new(2);
        table.Add("one", 2UL << 40, 1);
        table.Add("two", 4UL << 40, 2);

        table.Add("two", 4UL << 40, 3);

        Assert.That(table.Find("one", 2UL << 40)!.Facts, Is.EqualTo(1));
        Assert.That(table.Find("two", 4UL << 40)!.Facts, Is.EqualTo(3));
    }

    [Test]
    public void Hash_OneCharacterAnywhere_Differs()
    {
        string text = new('a', 600);
        ulong hash = CredentialHash.Hash(text);

        IEnumerable<ulong> others = Enumerable.Range(0, text.Length).Select(i => CredentialHash.Hash(text[..i] + 'b' + text[(i + 1)..]));

        Assert.That(others, Has.None.EqualTo(hash));
    }

    [Test]
    public void FindAndAdd_ManyThreads_NeverMixTextsAndFacts()
    {
        CredentialCache<int> table = new(64);

        Parallel.For(0, 200_000, i =>
        {
            int number = i % 300;
            string text = $"credential {number}";
            ulong hash = CredentialHash.Hash(text);
            if (table.Find(text, hash) is { } known)
                Assert.That(known.Facts, Is.EqualTo(number));
            else
                table.Add(text, hash, number);
        });
    }

    [Test]
    public void Find_Hit_AllocatesNothing()
    {
        CredentialCache<int> table = new(100);
        string text = new('a', 500);
        table.Add(text, CredentialHash.Hash(text), 1);
        long Look()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                table.Find(text, CredentialHash.Hash(text));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Look();

        Assert.That(Enumerable.Range(0, 5).Min(_ => Look()), Is.Zero);
    }
}
