namespace AuthStrategies.Stores;

/// <summary>What the store says about the sessions of a subject. Immutable.</summary>
/// <param name="Generation">Sessions of another generation have ended.</param>
/// <param name="Kept">The session that stayed when all others were ended. It has the generation of before until its next write.</param>
internal sealed record SubjectMark(Generation Generation, SessionId? Kept = null)
{
    private const byte Format = 1;
    private const byte KeptFlag = 1;
    private const int HeaderSize = 2;

    /// <summary>Reads a record.</summary>
    /// <returns><see langword="null"/> for a damaged one, or one in a later format.</returns>
    public static SubjectMark? Read(SessionRecord record)
    {
        ReadOnlySpan<byte> payload = record.Payload.Span;
        if (payload.Length < HeaderSize || payload[0] != Format || payload[1] > KeptFlag)
            return null;

        bool keeps = payload[1] == KeptFlag;
        if (payload.Length != SizeOf(keeps))
            return null;

        var generation = Generation.Read(payload.Slice(HeaderSize, Generation.Size));
        return generation.IsNone ? null : new(generation, keeps ? new SessionId(payload[(HeaderSize + Generation.Size)..]) : null);
    }

    /// <summary>The payload of the record.</summary>
    public byte[] Encode()
    {
        byte[] payload = new byte[SizeOf(Kept is not null)];
        payload[0] = Format;
        payload[1] = Kept is null ? (byte)0 : KeptFlag;
        Generation.Write(payload.AsSpan(HeaderSize));
        Kept?.ToByteArray().CopyTo(payload, HeaderSize + Generation.Size);
        return payload;
    }

    /// <summary>Whether a session has not been ended.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="generation">Its generation.</param>
    public bool Accepts(SessionId session, Generation generation) =>
        session == Kept || generation == Generation;

    private static int SizeOf(bool keeps) => HeaderSize + Generation.Size + (keeps ? SessionId.Size : 0);
}
