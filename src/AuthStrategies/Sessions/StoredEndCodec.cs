using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>The binary form of a <see cref="StoredEnd"/>. It has exactly one form, and its last bytes tell damage.</summary>
/// <remarks>
/// <code>
/// format 1 │ kind │ flags │ strategy │ [issuer] │ [audience] │ hash of the subject (16)
/// reason │ by whom │ [code] │ ended (8) │ number of secrets │ { hash (16) } │ checksum (8)
/// </code>
/// Numbers are varints; texts begin with their length. Another format is of a later release: it counts as no reason.
/// </remarks>
internal static class StoredEndCodec
{
    private const byte Format = 1;
    private const int IssuerFlag = 1;
    private const int AudienceFlag = 2;
    private const int CodeFlag = 4;
    private const int AllFlags = 7;
    private const int ChecksumSize = 8;

    public static ReadOnlyMemory<byte> Encode(StoredEnd stored)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new PayloadWriter(output);
        SessionOwner owner = stored.Owner;
        writer.Byte(Format);
        writer.Byte((int)owner.Kind);
        writer.Byte((owner.Issuer is null ? 0 : IssuerFlag) | (owner.Audience is null ? 0 : AudienceFlag) | (stored.End.Code is null ? 0 : CodeFlag));
        writer.Text(owner.Strategy);
        if (owner.Issuer is { } issuer)
            writer.Text(issuer);
        if (owner.Audience is { } audience)
            writer.Text(audience);
        Write(output, stored.Subject);
        writer.Varint((ulong)stored.End.Reason);
        writer.Varint((ulong)stored.End.EndedBy);
        if (stored.End.Code is { } code)
            writer.Text(code);
        writer.Instant(stored.End.EndedAt.GetValueOrDefault());
        writer.Byte(stored.Secrets.Length);
        foreach (ShortHash secret in stored.Secrets)
            Write(output, secret);
        BinaryPrimitives.WriteUInt64BigEndian(output.GetSpan(ChecksumSize), XxHash3.HashToUInt64(output.WrittenSpan));
        output.Advance(ChecksumSize);
        return output.WrittenMemory;
    }

    /// <returns>It, or <see langword="null"/> if it is damaged, or a later release wrote something that this one does not know.</returns>
    public static StoredEnd? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ChecksumSize || BinaryPrimitives.ReadUInt64BigEndian(bytes[^ChecksumSize..]) != XxHash3.HashToUInt64(bytes[..^ChecksumSize]))
            return null;

        var reader = new PayloadReader(bytes[..^ChecksumSize]);
        if (reader.Byte() != Format)
            return null;

        var kind = (SessionKind)reader.Byte();
        int flags = reader.Byte();
        SessionOwner owner = new(kind, reader.Text(), (flags & IssuerFlag) != 0 ? reader.Text() : null, (flags & AudienceFlag) != 0 ? reader.Text() : null);
        ShortHash subject = ReadHash(ref reader);
        var reason = (SessionEndReason)reader.Varint();
        var by = (SessionEndedBy)reader.Varint();
        string? code = (flags & CodeFlag) != 0 ? reader.Text() : null;
        DateTimeOffset endedAt = reader.Instant();
        ImmutableArray<ShortHash> secrets = ReadSecrets(ref reader);
        bool isKnown = Enum.IsDefined(reason) && Enum.IsDefined(by) && (flags & ~AllFlags) == 0;
        if (reader.Failed || !reader.Rest.IsEmpty || !isKnown)
            return null;

        return new(owner, subject, secrets, new() { Reason = reason, EndedBy = by, Code = code, EndedAt = endedAt });
    }

    private static void Write(ArrayBufferWriter<byte> output, ShortHash hash)
    {
        hash.CopyTo(output.GetSpan(ShortHash.Size));
        output.Advance(ShortHash.Size);
    }

    private static ImmutableArray<ShortHash> ReadSecrets(ref PayloadReader reader)
    {
        int count = reader.Byte();
        if (count > StoredEnd.MaxSecrets)
        {
            reader.Fail();
            return [];
        }

        var secrets = ImmutableArray.CreateBuilder<ShortHash>(count);
        for (int i = 0; i < count; i++)
            secrets.Add(ReadHash(ref reader));
        return secrets.MoveToImmutable();
    }

    private static ShortHash ReadHash(ref PayloadReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Bytes(ShortHash.Size);
        return bytes.IsEmpty ? default : ShortHash.From(bytes);
    }
}
