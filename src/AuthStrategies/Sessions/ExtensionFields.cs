using System.Buffers;
using AuthStrategies.Claims;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>The extension fields at the end of a payload, by ascending tag: those of this release, and those that are kept byte for byte.</summary>
internal static class ExtensionFields
{
    /// <summary>Reads all fields. The reader fails if they are not in order, or if one must be understood and is not.</summary>
    /// <param name="reader">Is positioned on the first field.</param>
    /// <param name="rotation">The state so far; receives the rotation field.</param>
    /// <param name="claims">The claims; those that went in under long names are marked.</param>
    /// <param name="names">The names that belong to no claim.</param>
    /// <param name="generation">The generation of the session, if it has one.</param>
    /// <param name="keyThumbprint">The key that the session is bound to, if it is. Its field is also among those that are returned.</param>
    /// <param name="device">The device that the session is bound to, if it is. Its field is also among those that are returned.</param>
    /// <param name="endOnly">Whether no field but the set end is returned: for a session that is only looked at, so that the others cost nothing.</param>
    /// <returns>All other fields. A field of this release that belongs to another secret part or to other claims is kept and ignored.</returns>
    public static byte[] Read(
        ref PayloadReader reader,
        ref RotationState rotation,
        Span<ClaimEntry> claims,
        out LoginNames names,
        out Generation generation,
        out string? keyThumbprint,
        out BoundDevice? device,
        bool endOnly = false)
    {
        names = default;
        generation = default;
        keyThumbprint = null;
        device = null;
        ReadOnlySpan<byte> all = reader.Rest;
        (int rotationStart, int rotationEnd) = (0, 0);
        (int namesStart, int namesEnd) = (0, 0);
        (int generationStart, int generationEnd) = (0, 0);
        (int endStart, int endEnd) = (0, 0);
        int keptEnd = all.Length;
        ulong last = 0;
        while (!reader.Rest.IsEmpty)
        {
            int at = all.Length - reader.Rest.Length;
            ulong tag = reader.Varint();
            if (tag <= last || (tag % 2 != 0 && tag is not (KeyExtension.Tag or DeviceExtension.Tag)))
                reader.Fail();

            last = tag;
            ReadOnlySpan<byte> field = reader.Bytes(reader.Varint());
            int end = all.Length - reader.Rest.Length;
            if (tag == RecordChecksum.Tag)
            {
                // Checked before, with the record; each write computes it anew.
                keptEnd = at;
                if (!reader.Rest.IsEmpty || field.Length != RecordChecksum.BodySize)
                    reader.Fail();
                break;
            }

            if (tag == RotationExtension.Tag && RotationExtension.BelongsTo(field, rotation.Secret))
            {
                (rotationStart, rotationEnd) = (at, end);
                if (!RotationExtension.TryRead(field, ref rotation))
                    reader.Fail();
            }
            else if (tag == NamesExtension.Tag && !reader.Failed && NamesExtension.TryRead(field, claims, out names))
            {
                (namesStart, namesEnd) = (at, end);
            }
            else if (tag == EndExtension.Tag)
            {
                (endStart, endEnd) = (at, end);
            }
            else if (tag == KeyExtension.Tag)
            {
                if (!KeyExtension.TryRead(field, out keyThumbprint))
                    reader.Fail();
            }
            else if (tag == DeviceExtension.Tag)
            {
                if (!DeviceExtension.TryRead(field, out device))
                    reader.Fail();
            }
            else if (tag == GenerationExtension.Tag)
            {
                (generationStart, generationEnd) = (at, end);
                if (!GenerationExtension.TryRead(field, out generation))
                    reader.Fail();
            }
        }

        if (endOnly)
            return all[endStart..endEnd].ToArray();
        if (namesEnd == 0)
            (namesStart, namesEnd) = (rotationEnd, rotationEnd);
        if (generationEnd == 0)
            (generationStart, generationEnd) = (namesEnd, namesEnd);
        int kept = keptEnd - (rotationEnd - rotationStart) - (namesEnd - namesStart) - (generationEnd - generationStart);
        if (kept == 0)
            return [];

        // Not a collection expression: it would collect the bytes in a list that grows, for each authentication that reads the session.
        byte[] others = new byte[kept];
        Span<byte> rest = others;
        rest = Append(rest, all[..rotationStart]);
        rest = Append(rest, all[rotationEnd..namesStart]);
        rest = Append(rest, all[namesEnd..generationStart]);
        Append(rest, all[generationEnd..keptEnd]);
        return others;
    }

    private static Span<byte> Append(Span<byte> output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output);
        return output[bytes.Length..];
    }

    /// <summary>Writes all fields. A field of this release takes the place of one that was ignored.</summary>
    public static void Write(in PayloadWriter writer, SessionPayload payload)
    {
        ReadOnlySpan<byte> others = payload.Extensions;
        RotationState rotation = payload.Rotation;
        if (RotationExtension.IsNeeded(rotation))
        {
            writer.Bytes(TakeBelow(RotationExtension.Tag, ref others));
            RotationExtension.Write(writer, rotation);
        }

        if (WrittenNames.Of(payload.Claims.Names, payload.Claims.Entries) is { } names)
        {
            writer.Bytes(TakeBelow(NamesExtension.Tag, ref others));
            NamesExtension.Write(writer, names);
        }

        if (!payload.Generation.IsNone)
        {
            writer.Bytes(TakeBelow(GenerationExtension.Tag, ref others));
            GenerationExtension.Write(writer, payload.Generation);
        }

        writer.Bytes(others);
    }

    /// <summary>The kept fields for a payload that gets other claims: without the ignored names of the old ones.</summary>
    public static byte[] OfOtherClaims(byte[] kept) => Find(kept, NamesExtension.Tag).IsEmpty ? kept : Replace(kept, NamesExtension.Tag, []);

    /// <summary>The bytes of one of the kept fields, without tag and length; empty if there is none.</summary>
    public static ReadOnlyMemory<byte> Find(byte[] kept, ulong tag)
    {
        var reader = new PayloadReader(kept);
        while (!reader.Rest.IsEmpty)
        {
            ulong found = reader.Varint();
            ReadOnlySpan<byte> field = reader.Bytes(reader.Varint());
            if (found == tag)
                return kept.AsMemory(kept.Length - reader.Rest.Length - field.Length, field.Length);
            if (found > tag)
                break;
        }

        return default;
    }

    /// <summary>The kept fields with other bytes for one of them; empty bytes remove it.</summary>
    public static byte[] Replace(byte[] kept, ulong tag, ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> others = kept;
        var output = new ArrayBufferWriter<byte>(kept.Length + field.Length + 16);
        var writer = new PayloadWriter(output);
        writer.Bytes(TakeBelow(tag, ref others));
        if (!field.IsEmpty)
        {
            writer.Varint(tag);
            writer.Varint((ulong)field.Length);
            writer.Bytes(field);
        }

        writer.Bytes(others);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Takes the fields with smaller tags, and drops a field with this tag.</summary>
    private static ReadOnlySpan<byte> TakeBelow(ulong tag, ref ReadOnlySpan<byte> fields)
    {
        ReadOnlySpan<byte> all = fields;
        var reader = new PayloadReader(all);
        while (!reader.Rest.IsEmpty)
        {
            int at = all.Length - reader.Rest.Length;
            ulong next = reader.Varint();
            reader.Bytes(reader.Varint());
            if (next < tag)
                continue;

            fields = next == tag ? reader.Rest : all[at..];
            return all[..at];
        }

        fields = default;
        return all;
    }
}
