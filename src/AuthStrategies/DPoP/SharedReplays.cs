using AuthStrategies.Stores;

namespace AuthStrategies.DPoP;

/// <summary>The proofs that were used on any node, as system records in the session store: one write for each proof. Thread-safe.</summary>
internal sealed class SharedReplays(SessionStoreClient client)
{
    /// <summary>Remembers a proof for all nodes; <see langword="false"/> if it was used before.</summary>
    /// <exception cref="AuthUnavailableException">The store did not answer, so it cannot be told.</exception>
    public ValueTask<bool> TryUseAsync(UInt128 id, long endsAt, CancellationToken cancellationToken)
    {
        // A store may remove a record a little early by its own clock.
        DateTimeOffset expiresAt = new DateTimeOffset(endsAt, TimeSpan.Zero) + OwnTimeDifference;
        return client.TryCreateAsync(SystemRecord.CreateOfMany(SystemRecord.Proof, $"{id:x32}", expiresAt, ReadOnlyMemory<byte>.Empty), cancellationToken);
    }

    private static readonly TimeSpan OwnTimeDifference = TimeSpan.FromSeconds(30);
}
