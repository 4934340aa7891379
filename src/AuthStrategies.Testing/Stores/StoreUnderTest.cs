using System.Buffers.Binary;
using System.Security.Cryptography;
using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Randomness;
using AuthStrategies.Testing.Records;

namespace AuthStrategies.Testing.Stores;

/// <summary>What a case works with: a fresh, empty store, its harness, and makers of records.</summary>
internal sealed class StoreUnderTest(ISessionStore store, SessionStoreHarness harness)
{
    private static readonly byte[] Process = TestRandomness.Bytes(SessionId.Size);
    private static long _ids;

    /// <summary>The first node's store.</summary>
    public ISessionStore Store => store;

    /// <summary>Where further nodes and the hooks come from.</summary>
    public SessionStoreHarness Harness => harness;

    /// <summary>The clock.</summary>
    public SettableTimeProvider Time => harness.Time;

    /// <summary>How often a race is run.</summary>
    public int Rounds => harness.Rounds;

    /// <summary>The time by the store's clock.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>An id nobody had before.</summary>
    public static SessionId NewId()
    {
        // Spread over all bits, as real ids are, and never the same again: a hash of the process and a count.
        Span<byte> seed = stackalloc byte[SessionId.Size + sizeof(long)];
        Process.CopyTo(seed);
        BinaryPrimitives.WriteInt64LittleEndian(seed[SessionId.Size..], Interlocked.Increment(ref _ids));
        return new(SHA256.HashData(seed).AsSpan(0, SessionId.Size));
    }

    /// <summary>A first version. It expires an hour from now and ends a day from now unless said otherwise.</summary>
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

    /// <summary>The version after another one.</summary>
    public static SessionRecord Next(SessionRecord record, DateTimeOffset? expiresAt = null, byte[]? payload = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.With(expiresAt: expiresAt, version: record.Version + 1, payload: payload is null ? null : (ReadOnlyMemory<byte>)payload);
    }

    /// <summary>Adds a record that must be new.</summary>
    public async Task<SessionRecord> AddAsync(SessionRecord record)
    {
        Check.That(await store.TryCreateAsync(record, default), "a new record was refused");
        return record;
    }

    /// <summary>Everything listed for a subject.</summary>
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
