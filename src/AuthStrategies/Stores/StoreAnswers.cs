namespace AuthStrategies.Stores;

/// <summary>Checks the answers of a store, which may be the application's, before anything relies on them.</summary>
internal static class StoreAnswers
{
    /// <summary>A store might return a session that was not requested. Without this check, that session could be ended as reused.</summary>
    public static SessionRecord? Requested(SessionId id, SessionRecord? record, bool isSystem)
    {
        if (record is null)
            return null;
        if (record.Id != id)
            throw OtherSession();
        return SystemRecord.Is(record) == isSystem ? record : null;
    }

    /// <summary>The store returned a record under another id.</summary>
    public static SessionStoreException OtherSession() =>
        new("The session store returned another session than the requested one. It must compare all 16 bytes of a session id, or its 22 characters case-sensitively.");

    /// <summary>An unconfigured mock or a faulty store returns null. Treated as an empty list, it would mean that the user has no sessions.</summary>
    public static IReadOnlyList<SessionRecord> Complete(IReadOnlyList<SessionRecord>? listed) =>
        listed is null || listed.Contains(null!)
            ? throw new SessionStoreException("ISessionStore.ListAsync returned null. It must return an empty list when a subject has no records.")
            : listed;

    /// <summary>A store might list records of another subject, for example without regard to case.</summary>
    public static bool IsOf(SessionRecord record, string subject) => string.Equals(record.Subject, subject, StringComparison.Ordinal);
}
