using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>
/// The part of a <see cref="RotationState"/> for which version 1 of the session payload has no field, as one
/// skippable extension of the payload.
/// </summary>
/// <remarks>
/// <code>
/// 8 bytes of the hash of C │ flags and number of discarded │ [used] │ discarded (16 each) │ [before previous (16) │ displaced]
/// </code>
/// Times are differences from the creation of C. The first 8 bytes tell which secret part the rest belongs to: a release that
/// does not know the extension writes it back unchanged when it rotates; it then belongs to another part and is ignored.
/// Without an extension that belongs to it, C counts as used at its creation; such a state is written without one.
/// </remarks>
internal static class RotationExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 6;

    /// <summary>The largest size that is written, including tag and length.</summary>
    public const int MaxSize = 2 + OwnerSize + 1 + MaxVarint + (RotationState.MaxDiscarded * ShortHash.Size) + ShortHash.Size + MaxVarint;

    private const int OwnerSize = 8;
    private const int MaxVarint = 10;
    private const int CountMask = 0b0000_0111;
    private const int UsedFlag = 0b0000_1000;
    private const int DoubtedFlag = 0b0001_0000;
    private const int BeforePreviousFlag = 0b0010_0000;
    private const int BranchedFlag = 0b0100_0000;
    private const int AllFlags = 0b0111_1111;

    /// <summary>Whether a payload needs the extension for a state.</summary>
    public static bool IsNeeded(in RotationState state) =>
        state.UsedAt != state.BornAt || state.Doubted || state.HasBranched || state.Discarded.Length > 0 || state.BeforePrevious is not null;

    /// <summary>Writes the extension field, tag and length included, if the state needs it.</summary>
    public static void Write(in PayloadWriter writer, in RotationState state)
    {
        if (!IsNeeded(state))
            return;

        var output = new ArrayBufferWriter<byte>(MaxSize);
        var body = new PayloadWriter(output);
        Bytes32 secret = state.Secret;
        body.Bytes(((ReadOnlySpan<byte>)secret)[..OwnerSize]);
        body.Byte(FlagsOf(state));
        if (state.UsedAt is { } usedAt)
            body.Instant(usedAt, state.BornAt);
        foreach (ShortHash discarded in state.Discarded)
            Write(body, discarded);
        if (state.BeforePrevious is { } displaced)
        {
            Write(body, displaced.Hash);
            body.Instant(displaced.At, state.BornAt);
        }

        writer.Varint(Tag);
        writer.Varint((ulong)output.WrittenCount);
        writer.Bytes(output.WrittenSpan);
    }

    /// <summary>Whether an extension field belongs to the current secret part. Another field is kept and ignored.</summary>
    public static bool BelongsTo(ReadOnlySpan<byte> field, in Bytes32 secret) =>
        field.Length > OwnerSize && field[..OwnerSize].SequenceEqual(((ReadOnlySpan<byte>)secret)[..OwnerSize]);

    /// <summary>Adds the values of an extension field to the state from the payload's other fields.</summary>
    /// <param name="field">The field's bytes, without tag and length; <see cref="BelongsTo"/> returned true.</param>
    /// <param name="state">The state so far: used at its birth.</param>
    /// <returns>Whether the field is in the one form that <see cref="Write(in PayloadWriter, in RotationState)"/> writes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, ref RotationState state)
    {
        var reader = new PayloadReader(field[OwnerSize..]);
        int flags = reader.Byte();
        int count = flags & CountMask;
        if (flags > AllFlags || count > RotationState.MaxDiscarded)
            return false;

        RotationState read = state with
        {
            UsedAt = (flags & UsedFlag) != 0 ? reader.Instant(state.BornAt) : null,
            Doubted = (flags & DoubtedFlag) != 0,
            HasBranched = (flags & BranchedFlag) != 0,
            Discarded = ReadDiscarded(ref reader, count),
            BeforePrevious = (flags & BeforePreviousFlag) != 0 ? new(ReadHash(ref reader), reader.Instant(state.BornAt)) : null,
        };
        if (reader.Failed || !reader.Rest.IsEmpty || !IsNeeded(read))
            return false;

        state = read;
        return true;
    }

    private static int FlagsOf(in RotationState state) =>
        state.Discarded.Length
        | (state.UsedAt is not null ? UsedFlag : 0)
        | (state.Doubted ? DoubtedFlag : 0)
        | (state.HasBranched ? BranchedFlag : 0)
        | (state.BeforePrevious is not null ? BeforePreviousFlag : 0);

    private static void Write(in PayloadWriter writer, ShortHash hash)
    {
        Span<byte> bytes = stackalloc byte[ShortHash.Size];
        hash.CopyTo(bytes);
        writer.Bytes(bytes);
    }

    private static ImmutableArray<ShortHash> ReadDiscarded(ref PayloadReader reader, int count)
    {
        if (count == 0)
            return [];

        var hashes = new ShortHash[count];
        for (int i = 0; i < count; i++)
            hashes[i] = ReadHash(ref reader);
        return ImmutableCollectionsMarshal.AsImmutableArray(hashes);
    }

    private static ShortHash ReadHash(ref PayloadReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Bytes(ShortHash.Size);
        return bytes.IsEmpty ? default : ShortHash.From(bytes);
    }
}
