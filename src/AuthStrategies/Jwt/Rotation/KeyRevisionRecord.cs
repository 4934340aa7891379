using System.Buffers.Binary;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// Keeps the last revision of a strategy's keys beside its sessions, so that a new process notices an old key document too. A system
/// record, only for a strategy that keeps sessions. Thread-safe.
/// </summary>
/// <param name="strategy">The strategy.</param>
/// <param name="client">The session store.</param>
/// <param name="time">The clock.</param>
/// <param name="isUsed">Whether the strategy keeps sessions now.</param>
internal sealed class KeyRevisionRecord(string strategy, SessionStoreClient client, TimeProvider time, Func<bool> isUsed)
{
    private const byte Format = 1;
    private const int Attempts = 5;

    // Longer than two rotations of the longest legal period. Each change of the keys renews it.
    private static readonly TimeSpan Life = TimeSpan.FromDays(1_000);

    public bool IsUsed => isUsed();

    /// <summary>The last revision that any node has seen; 0 if there is no record.</summary>
    /// <exception cref="SessionStoreException">The session store did not answer, or a newer release wrote the record.</exception>
    public async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        SessionRecord? record = await client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.Keys, strategy), cancellationToken).ConfigureAwait(false);
        return record is null ? 0 : RevisionOf(record);
    }

    /// <summary>Raises the revision in the record, never lowers it.</summary>
    /// <exception cref="SessionStoreException">The session store did not answer.</exception>
    public async Task RaiseAsync(long revision, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? record = await client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.Keys, strategy), cancellationToken).ConfigureAwait(false);
            if (record is not null && RevisionOf(record) >= revision)
                return;
            if (await TryWriteAsync(record, revision, cancellationToken).ConfigureAwait(false))
                return;
        }

        throw new SessionStoreException($"Other nodes wrote the revision of the keys of \"{strategy}\" {Attempts} times in a row.");
    }

    private ValueTask<bool> TryWriteAsync(SessionRecord? before, long revision, CancellationToken cancellationToken)
    {
        byte[] payload = new byte[1 + sizeof(long)];
        payload[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(1), revision);
        DateTimeOffset expiresAt = time.GetUtcNow() + Life;
        return before is null
            ? client.TryCreateAsync(SystemRecord.Create(SystemRecord.Keys, strategy, expiresAt, payload), cancellationToken)
            : client.TryReplaceAsync(SystemRecord.Replace(before, expiresAt, payload), cancellationToken);
    }

    private static long RevisionOf(SessionRecord record)
    {
        ReadOnlySpan<byte> payload = record.Payload.Span;
        return payload.Length == 1 + sizeof(long) && payload[0] == Format
            ? BinaryPrimitives.ReadInt64BigEndian(payload[1..])
            : throw new SessionStoreException("The revision of the keys in the session store cannot be read: it is damaged, or a newer version of this library wrote it.");
    }
}
