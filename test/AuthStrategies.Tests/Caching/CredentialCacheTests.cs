using AuthStrategies.Caching;

namespace AuthStrategies.Tests.Caching;

[TestFixture]
public sealed class CredentialCacheTests
{
    [Test]
    public void Find_Added_IsFound()
    {
        CredentialCache<Facts> table = NewCache(100);

        table.Add("text", CredentialHash.Hash("text"), new(7));

        Assert.That(table.Find(new string("text".AsSpan()), CredentialHash.Hash("text"))!.Facts.Number, Is.EqualTo(7));
        Assert.That(table.Find("Text", CredentialHash.Hash("Text")), Is.Null);
    }

    [Test]
    public void Find_EqualHashOtherText_IsNotFound()
    {
        CredentialCache<Facts> table = NewCache(100);

        table.Add("one", 42, new(1));

        Assert.That(table.Find("two", 42), Is.Null);
    }

    [Test]
    public void Find_EqualTextOtherHash_IsNotFound()
    {
        CredentialCache<Facts> table = NewCache(2);

        table.Add("one", 42, new(1));

        Assert.That(table.Find("one", 43), Is.Null);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(1000)]
    public void Add_ManyMoreThanCapacity_RemembersAtMostThatMany(int capacity)
    {
        CredentialCache<Facts> table = NewCache(capacity);
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => $"text {i}")];

        if (table.IsOn)
        {
            foreach (string text in texts)
                table.Add(text, CredentialHash.Hash(text), new(0));
        }

        int remembered = table.IsOn ? texts.Count(text => table.Find(text, CredentialHash.Hash(text)) is not null) : 0;
        Assert.That(remembered, Is.InRange(capacity / 2, capacity));
        Assert.That(table.IsOn, Is.EqualTo(capacity > 0));
    }

    [Test]
    public void Add_SameTextAgain_TakesItsOwnPlace()
    {
        CredentialCache<Facts> table = NewCache(2);
        table.Add("one", 2UL << 40, new(1));
        table.Add("two", 4UL << 40, new(2));

        table.Add("two", 4UL << 40, new(3));

        Assert.That(table.Find("one", 2UL << 40)!.Facts.Number, Is.EqualTo(1));
        Assert.That(table.Find("two", 4UL << 40)!.Facts.Number, Is.EqualTo(3));
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
        CredentialCache<Facts> table = NewCache(64);

        Parallel.For(0, 200_000, i =>
        {
            int number = i % 300;
            string text = $"credential {number}";
            ulong hash = CredentialHash.Hash(text);
            if (table.Find(text, hash) is { } known)
                Assert.That(known.Facts.Number, Is.EqualTo(number));
            else
                table.Add(text, hash, new(number));
        });
    }

    [Test]
    public void Find_Hit_AllocatesNothing()
    {
        CredentialCache<Facts> table = NewCache(100);
        string text = new('a', 500);
        table.Add(text, CredentialHash.Hash(text), new(1));
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

    [Test, Property("Requirement", "M-09")]
    public void Add_MoreBytesThanTheLimit_RemovesOthers()
    {
        CredentialCache<Facts> table = NewCache(1000, maxBytes: 100_000);

        for (int i = 0; i < 1000; i++)
        {
            table.Add($"text {i}", CredentialHash.Hash($"text {i}"), new(i, Size: 9_900));
            Assert.That(table.Bytes, Is.LessThanOrEqualTo(100_000));
        }

        Assert.That(Enumerable.Range(0, 1000).Count(i => table.Find($"text {i}", CredentialHash.Hash($"text {i}")) is not null), Is.EqualTo(10));
    }

    [Test, Property("Requirement", "M-09")]
    public void Add_LargerThanTheLimit_IsNotKeptAndRemovesOnlyItsOwnSlot()
    {
        CredentialCache<Facts> table = NewCache(2, maxBytes: 1000);
        table.Add("one", 2UL << 40, new(1));
        table.Add("two", 4UL << 40, new(2));

        table.Add("two", 4UL << 40, new(3, Size: 1000));

        Assert.That(table.Find("one", 2UL << 40)!.Facts.Number, Is.EqualTo(1));
        Assert.That(table.Find("two", 4UL << 40), Is.Null);
    }

    [Test, Property("Requirement", "M-09")]
    public void Add_ManyThreads_CountsEachByteOnce()
    {
        CredentialCache<Facts> table = NewCache(64, maxBytes: 20_000);

        Parallel.For(0, 100_000, i => table.Add($"credential {i % 300}", CredentialHash.Hash($"credential {i % 300}"), new(i, Size: i % 700)));

        CredentialCacheEntry<Facts>?[] entries = [.. Enumerable.Range(0, 300).Select(i => table.Find($"credential {i}", CredentialHash.Hash($"credential {i}")))];
        Assert.That(table.Bytes, Is.LessThanOrEqualTo(20_000));
        Assert.That(table.Bytes, Is.GreaterThanOrEqualTo(entries.Sum(entry => entry?.Size ?? 0)));
    }

    private static CredentialCache<Facts> NewCache(int capacity, long maxBytes = long.MaxValue) => new(capacity, maxBytes);

    private readonly record struct Facts(int Number, int Size = 0) : ICacheFacts;
}
