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

    private const int Size = Generation.Size + 1;

    /// <param name="session">The session.</param>
    /// <returns>The field; a default value for a session of a release that knew none.</returns>
    /// <exception cref="SessionStoreException">A later release wrote the field. It must not count as none, and the session must not end because of it.</exception>
    public static SubjectTie Find(SessionPayload session) => TryFind(session, out SubjectTie tie)
        ? tie
        : throw new SessionStoreException("The generation of a session's subject cannot be read: a newer version of this library wrote it. Let all nodes run the same version.");

    /// <param name="session">The session.</param>
    /// <param name="tie">The field; a default value for a session of a release that knew none.</param>
    /// <returns>Whether it can be read.</returns>
    public static bool TryFind(SessionPayload session, out SubjectTie tie)
    {
        ReadOnlySpan<byte> field = ExtensionFields.Find(session.Extensions, Tag).Span;
        tie = field.Length == Size ? new(Generation.Read(field), field[Generation.Size]) : default;
        return field.IsEmpty || (!tie.Generation.IsNone && tie.Class < SubjectPlace.Classes);
    }

    /// <summary>The same session with this field.</summary>
    public static SessionPayload With(SessionPayload session, SubjectTie tie)
    {
        Span<byte> bytes = stackalloc byte[Size];
        tie.Generation.Write(bytes);
        bytes[Generation.Size] = tie.Class;
        return session with { Extensions = ExtensionFields.Replace(session.Extensions, Tag, bytes) };
    }
}
