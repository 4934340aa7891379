namespace AuthStrategies.Stores;

/// <summary>What the store said about the generation of a strategy, and when it was asked. Immutable.</summary>
internal sealed class GenerationCopy
{
    private const byte Format = 1;
    private const byte UnmarkedFlag = 1;
    private const int PayloadSize = 2 + Generation.Size;

    /// <summary>The record, if there is one.</summary>
    public SessionRecord? Record { get; private init; }

    /// <summary>The generation; none if the record does not exist.</summary>
    public Generation Generation { get; private init; }

    /// <summary>Whether sessions without a generation count as current: those of a release that knew none, until all sessions are ended for the first time.</summary>
    public bool AcceptsUnmarked { get; private init; }

    /// <summary>When the store was asked, by the wall clock, in UTC ticks.</summary>
    public required long AskedAtUtcTicks { get; init; }

    /// <summary>When the store was asked, as a timestamp that no change of the wall clock moves.</summary>
    public required long AskedAt { get; init; }

    /// <exception cref="SessionStoreException">The record cannot be read.</exception>
    public static GenerationCopy Of(SessionRecord? record, long askedAtUtcTicks, long askedAt)
    {
        ReadOnlySpan<byte> payload = record is null ? [] : record.Payload.Span;
        if (record is not null && (payload.Length != PayloadSize || payload[0] != Format || payload[1] > UnmarkedFlag))
            throw new SessionStoreException("The generation of the sessions cannot be read: its record in the session store is damaged, or a newer version of this library wrote it.");

        return new()
        {
            Record = record,
            Generation = record is null ? default : Generation.Read(payload[2..]),
            AcceptsUnmarked = record is not null && payload[1] == UnmarkedFlag,
            AskedAtUtcTicks = askedAtUtcTicks,
            AskedAt = askedAt,
        };
    }

    public static byte[] Encode(Generation generation, bool acceptsUnmarked)
    {
        byte[] payload = new byte[PayloadSize];
        payload[0] = Format;
        payload[1] = acceptsUnmarked ? UnmarkedFlag : (byte)0;
        generation.Write(payload.AsSpan(2));
        return payload;
    }

    public bool Accepts(in Generation generation) => generation.IsNone ? AcceptsUnmarked : generation == Generation;
}
