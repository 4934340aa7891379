using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>What a case works with: a fresh, empty store, the clock that store reads, and makers of records.</summary>
/// <param name="store">The store; nobody else uses it.</param>
/// <param name="time">The clock of the store. A backend with a clock of its own is given records that live long enough.</param>
public sealed class SessionStoreHarness(ISessionStore store, FakeTimeProvider time)
{
    /// <summary>The store.</summary>
    public ISessionStore Store => store;

    /// <summary>Its clock.</summary>
    public FakeTimeProvider Time => time;

    /// <summary>How often a race is run. Thousands in memory, fewer where each call crosses a network.</summary>
    public int Rounds { get; init; } = 1000;

    /// <summary>The time by the store's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An id nobody had before.</summary>
    /// <returns>The id.</returns>
    public static SessionId NewId() => new(RandomNumberGenerator.GetBytes(SessionId.Size));

    /// <summary>A first version. It expires an hour from now and ends a day from now unless said otherwise.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="id">Its id; a new one by default.</param>
    /// <param name="expiresIn">When it expires, from now.</param>
    /// <param name="payload">What it carries.</param>
    /// <returns>The record.</returns>
    public SessionRecord New(string subject = "alice", SessionId? id = null, TimeSpan? expiresIn = null, byte[]? payload = null) =>
        new(id ?? NewId(), subject, Now + (expiresIn ?? TimeSpan.FromHours(1)), Now.AddDays(30), 1, payload ?? [1, 2, 3]);

    /// <summary>The version after another one.</summary>
    /// <param name="record">That one.</param>
    /// <param name="expiresAt">When it expires; as before by default.</param>
    /// <param name="payload">What it carries; as before by default.</param>
    /// <returns>The record.</returns>
    public static SessionRecord Next(SessionRecord record, DateTimeOffset? expiresAt = null, byte[]? payload = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(record.Id, record.Subject, expiresAt ?? record.ExpiresAt, record.EndsAt, record.Version + 1, payload ?? record.Payload.Span);
    }

    /// <summary>Adds a record that must be new.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The same record.</returns>
    public async Task<SessionRecord> AddAsync(SessionRecord record)
    {
        Check.That(await store.TryCreateAsync(record, default), "a new record was refused");
        return record;
    }

    /// <summary>Everything listed for a subject.</summary>
    /// <param name="subject">Whose.</param>
    /// <returns>The records.</returns>
    public async Task<List<SessionRecord>> ListAsync(string subject)
    {
        List<SessionRecord> listed = [];
        await foreach (SessionRecord record in store.ListAsync(subject, default))
            listed.Add(record);
        return listed;
    }

    /// <summary>Demands that exactly this version is found and listed, once.</summary>
    /// <param name="expected">The version.</param>
    /// <returns>When checked.</returns>
    public async Task IsThereAsync(SessionRecord expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        Check.Same(expected, await store.FindAsync(expected.Id, default), "found");
        List<SessionRecord> listed = await ListAsync(expected.Subject);
        Check.Equal(1, listed.Count(r => r.Id == expected.Id), "how often it is listed");
        Check.Same(expected, listed.Single(r => r.Id == expected.Id), "listed");
    }

    /// <summary>Demands that a record is neither found nor listed.</summary>
    /// <param name="record">The record.</param>
    /// <returns>When checked.</returns>
    public async Task IsGoneAsync(SessionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Check.That(await store.FindAsync(record.Id, default) is null, "a record that should not be there was found");
        Check.That((await ListAsync(record.Subject)).All(r => r.Id != record.Id), "a record that should not be there was listed");
    }
}
