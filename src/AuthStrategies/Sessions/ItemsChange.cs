namespace AuthStrategies.Sessions;

/// <summary>A caller's change of the items of a session, applied to those that are stored now.</summary>
internal static class ItemsChange
{
    /// <summary>The session with changed items; <see langword="null"/> if the caller changed nothing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="token">A token of it.</param>
    /// <param name="change">The caller's function.</param>
    /// <param name="parameter">The parameter of the public caller.</param>
    /// <exception cref="ArgumentException">The changed items are too large, or no valid Unicode.</exception>
    /// <exception cref="SessionStoreException">The stored items cannot be read.</exception>
    public static SessionPayload? Apply(SessionPayload session, in OpaqueToken token, Action<IDictionary<string, string?>> change, string parameter)
    {
        Dictionary<string, string?> before = session.ItemsOf(token) ?? throw SessionFailures.UnreadableItems();
        Dictionary<string, string?> given = new(before, StringComparer.Ordinal);
        change(given);
        Dictionary<string, string?> after = ItemsCheck.Copy(given, "The changed items", parameter)!;
        if (ItemsCheck.AreEqual(before, after))
            return null;

        SessionPayload changed = session.WithItems(after, token);
        SessionWriter.CheckSize(changed, parameter);
        return changed;
    }
}
