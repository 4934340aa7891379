using System.Runtime.CompilerServices;
using System.Security.Claims;
using AuthStrategies.Caching;
using AuthStrategies.Claims;
using AuthStrategies.Jwt;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores.NearCache;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Caching;

/// <summary>The estimates of the caches, compared with the memory that the garbage collector counts.</summary>
[TestFixture, NonParallelizable]
[Property("Requirement", "M-09")]
public sealed class MemorySizeTests
{
    private const int Entries = 2000;

    [TestCase(0, 0)]
    [TestCase(6, 10)]
    [TestCase(1, 15_000)]
    [TestCase(300, 20)]
    [TestCase(1000, 0)]
    public void SizeOfVerifiedToken_AnyClaims_IsAboutWhatTheMemoryHolds(int claims, int length) =>
        AssertEstimate(i =>
        {
            VerifiedToken facts = new(Claims(i, claims, length), null!, 0, new() { TokenId = Text(i, 22), IssuedAt = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch });
            return new CredentialCacheEntry<VerifiedToken>(0, Text(i, 500 + (claims * length)), facts);
        });

    [TestCase(0, 0, 0)]
    [TestCase(6, 10, 0)]
    [TestCase(1, 15_000, 16_000)]
    [TestCase(300, 20, 100)]
    public void SizeOfSessionFacts_AnyClaimsAndItems_IsAboutWhatTheMemoryHolds(int claims, int length, int items) =>
        AssertEstimate(i =>
        {
            SessionPayload session = new()
            {
                Kind = SessionKind.Session,
                Strategy = "Session",
                Rotation = RotationState.Issued(default, DateTimeOffset.UnixEpoch),
                CreatedAt = DateTimeOffset.UnixEpoch,
                AuthenticatedAt = DateTimeOffset.UnixEpoch,
                LastSeenAt = DateTimeOffset.UnixEpoch,
                Claims = Claims(i, claims, length),
                Extensions = new byte[items],
            };
            SessionFacts facts = new(default, Record(i, 200 + (claims * length) + items), session, new() { SessionId = Id(i) });
            return new CredentialCacheEntry<SessionFacts>(0, Text(i, OpaqueToken.TextLength), facts);
        });

    [TestCase(0)]
    [TestCase(300)]
    [TestCase(16_000)]
    public void SizeOfNearCacheEntry_AnyPayload_IsAboutWhatTheMemoryHolds(int payload) =>
        AssertEstimate(i => new NearCacheEntry(Record(i, payload), 0, default));

    [Test]
    public async Task NearCache_LargeRecords_UsesAtMostItsBytes()
    {
        InMemorySessionStore store = new(Options.Create(new InMemorySessionStoreOptions()), TimeProvider.System);
        using NearCacheSessionStore cache = new(store, Options.Create(new NearCacheOptions { MaxBytes = 1024 * 1024 }), TimeProvider.System);
        for (int i = 1; i <= 500; i++)
        {
            await store.TryCreateAsync(Record(i, 16_000), default);
            Assert.That(await cache.FindAsync(Id(i), default), Is.Not.Null);
            Assert.That(cache.Bytes, Is.LessThanOrEqualTo(1024 * 1024));
        }

        Assert.That(cache.Count, Is.InRange(60, 66));
    }

    // Other threads of the process allocate and let go beside this one, so a single count may be wrong. The middle of five is not.
    private static void AssertEstimate<TEntry>(Func<int, TEntry> create)
        where TEntry : ICacheEntry
    {
        create(1);
        (long Used, long Estimate)[] rounds = [.. Enumerable.Range(0, 5).Select(_ => Measure(create)).OrderBy(round => round.Used)];

        (long used, long estimate) = rounds[rounds.Length / 2];
        Assert.That((double)estimate / used, Is.InRange(0.9, 1.35), $"{used / Entries} bytes an entry, estimated {estimate / Entries}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long Used, long Estimate) Measure<TEntry>(Func<int, TEntry> create)
        where TEntry : ICacheEntry
    {
        var entries = new TEntry[Entries];
        // What earlier tests have left is to be gone before, not while, it is counted.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Entries; i++)
            entries[i] = create(i + 1);
        long used = GC.GetTotalMemory(forceFullCollection: true) - before;

        long estimate = entries.Sum(entry => (long)entry.Size);
        GC.KeepAlive(entries);
        return (used, estimate);
    }

    private static ClaimSet Claims(int seed, int count, int length) =>
        new(Text(seed, 10), [.. Enumerable.Range(0, count).Select(i => new ClaimEntry(ClaimTypes.Role, Text(i, length), ClaimKind.String))]);

    private static SessionRecord Record(int seed, int payload) => new()
    {
        Id = Id(seed),
        Subject = Text(seed, 10),
        ExpiresAt = DateTimeOffset.MaxValue,
        AbsoluteExpiresAt = DateTimeOffset.MaxValue,
        Version = 1,
        Payload = new byte[payload],
    };

    private static SessionId Id(int seed)
    {
        byte[] bytes = new byte[SessionId.Size];
        BitConverter.TryWriteBytes(bytes, seed);
        return new(bytes);
    }

    // A new object for each call.
    private static string Text(int seed, int length) => new((char)('a' + (seed % 26)), Math.Max(1, length));
}
