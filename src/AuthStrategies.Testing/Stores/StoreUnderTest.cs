using System.Buffers.Binary;
using System.Security.Cryptography;
using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Randomness;
using AuthStrategies.Testing.Records;

namespace AuthStrategies.Testing.Stores;

/// <summary>What a case works with: a new, empty store, its harness, and methods that create records.</summary>
internal sealed class StoreUnderTest(ISessionStore store, SessionStoreHarness harness)
{
    private static readonly byte[] Process = TestRandomness.Bytes(SessionId.Size);
    private static long _ids;

    /// <summary>The first node's store.</summary>
    public ISessionStore Store => store;

    /// <summary>The harness, which opens further nodes and has the hooks.</summary>
    public SessionStoreHarness Harness => harness;

    /// <summary>The clock.</summary>
    public SettableTimeProvider Time => harness.Time;

    /// <summary>How often a race is repeated.</summary>
    public int Rounds => harness.Rounds;

    /// <summary>The time by the store's clock.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>A new id.</summary>
    public static SessionId NewId()
    {
        // Random in all bits like a real id, and never repeated: a hash of the process and a counter.
        Span<byte> seed = stackalloc byte[SessionId.Size + sizeof(long)];
        Process.CopyTo(seed);
        BinaryPrimitives.WriteInt64LittleEndian(seed[SessionId.Size..], Interlocked.Increment(ref _ids));
        return new(SHA256.HashData(seed).AsSpan(0, SessionId.Size));
    }

    /// <summary>A record of version 1. By default it expires in an hour and ends in a day.</summary>
    public SessionRecord New(string subject = "alice", SessionId? id = null, TimeSpan? expiresIn = null, byte[]? payload = null) =>
        new()
        {
            Id = id ?? NewId(),
            Subject = subject,
            ExpiresAt = Now + (expiresIn ?? TimeSpan.FromHours(1)),
            AbsoluteExpiresAt = Now.AddDays(30),
            Version = 1,
            Payload = payload ?? [1, 2, 3],
        };

    /// <summary>The next version of a record.</summary>
    public static SessionRecord Next(SessionRecord record, DateTimeOffset? expiresAt = null, byte[]? payload = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.With(expiresAt: expiresAt, version: record.Version + 1, payload: payload ?? record.Payload);
    }

    /// <summary>Adds a record that must be new.</summary>
    public async Task<SessionRecord> AddAsync(SessionRecord record)
    {
        Check.That(await store.TryCreateAsync(record, default), "a new record was refused");
        return record;
    }

    /// <summary>All records that are listed for a subject.</summary>
    public async Task<IReadOnlyList<SessionRecord>> ListAsync(string subject) => await store.ListAsync(subject, default);

    /// <summary>Demands that exactly this version is found and listed, once.</summary>
    public async Task IsThereAsync(SessionRecord expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        Check.Same(expected, await store.FindAsync(expected.Id, default), "found");
        IReadOnlyList<SessionRecord> listed = await ListAsync(expected.Subject);
        Check.Equal(1, listed.Count(r => r.Id == expected.Id), "how often it is listed");
        Check.Same(expected, listed.Single(r => r.Id == expected.Id), "listed");
    }

    /// <summary>Demands that a record is neither found nor listed.</summary>
    public async Task IsGoneAsync(SessionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Check.That(await store.FindAsync(record.Id, default) is null, "a record that should not be there was found");
        Check.That((await ListAsync(record.Subject)).All(r => r.Id != record.Id), "a record that should not be there was listed");
    }
}
