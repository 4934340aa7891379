using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>The generation in which a session was created, as one skippable extension field of the payload.</summary>
/// <remarks>A release that does not know the field keeps it, and accepts the session also after all sessions were ended.</remarks>
internal static class GenerationExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 22;

    /// <summary>Writes the extension field, tag and length included.</summary>
    public static void Write(in PayloadWriter writer, Generation generation)
    {
        Span<byte> bytes = stackalloc byte[Generation.Size];
        generation.Write(bytes);
        writer.Varint(Tag);
        writer.Varint(Generation.Size);
        writer.Bytes(bytes);
    }

    /// <returns>Whether the field is a generation. A damaged one must not count as none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, out Generation generation)
    {
        generation = field.Length == Generation.Size ? Generation.Read(field) : default;
        return !generation.IsNone;
    }
}
