using System.Buffers;

namespace AuthStrategies.Sessions;

/// <summary>Finds and replaces one field among the kept extension fields of a payload, which are valid and ascend by tag.</summary>
internal static class KeptFields
{
    /// <summary>The bytes of a field, without tag and length; empty if there is none.</summary>
    public static ReadOnlyMemory<byte> Find(byte[] fields, ulong tag)
    {
        if (fields.Length == 0)
            return default;

        var reader = new PayloadReader(fields);
        while (!reader.Rest.IsEmpty)
        {
            ulong found = reader.Varint();
            ReadOnlySpan<byte> field = reader.Bytes(reader.Varint());
            if (found == tag)
                return fields.AsMemory(fields.Length - reader.Rest.Length - field.Length, field.Length);
            if (found > tag)
                break;
        }

        return default;
    }

    /// <summary>The same fields with other bytes for one of them; empty bytes remove it.</summary>
    public static byte[] Replace(byte[] fields, ulong tag, ReadOnlySpan<byte> field)
    {
        var reader = new PayloadReader(fields);
        (int start, int end) = (fields.Length, fields.Length);
        while (!reader.Rest.IsEmpty && start == fields.Length)
        {
            int at = fields.Length - reader.Rest.Length;
            ulong found = reader.Varint();
            reader.Bytes(reader.Varint());
            if (found >= tag)
                (start, end) = (at, found == tag ? fields.Length - reader.Rest.Length : at);
        }

        var output = new ArrayBufferWriter<byte>(fields.Length + field.Length + 16);
        var writer = new PayloadWriter(output);
        writer.Bytes(fields.AsSpan(0, start));
        if (!field.IsEmpty)
        {
            writer.Varint(tag);
            writer.Varint((ulong)field.Length);
            writer.Bytes(field);
        }

        writer.Bytes(fields.AsSpan(end));
        return output.WrittenSpan.ToArray();
    }
}
