using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>
/// The generation of the subject in which a session was created, as one skippable extension field of the payload. Only writes need it, so it is
/// decoded for them, and not at each request.
/// </summary>
/// <remarks>A release that does not know the field keeps it, and renews the session also after all sessions of the subject were ended.</remarks>
internal static class SubjectGenerationExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 24;

    /// <param name="session">The session.</param>
    /// <param name="generation">The generation; none for a session of a release that knew none.</param>
    /// <returns>Whether the field can be read. A damaged one must not count as none.</returns>
    public static bool TryFind(SessionPayload session, out Generation generation)
    {
        ReadOnlyMemory<byte> field = ExtensionFields.Find(session.Extensions, Tag);
        generation = field.Length == Generation.Size ? Generation.Read(field.Span) : default;
        return field.IsEmpty || !generation.IsNone;
    }

    /// <summary>The same session with this generation.</summary>
    public static SessionPayload With(SessionPayload session, Generation generation)
    {
        Span<byte> bytes = stackalloc byte[Generation.Size];
        generation.Write(bytes);
        return session with { Extensions = ExtensionFields.Replace(session.Extensions, Tag, bytes) };
    }
}
