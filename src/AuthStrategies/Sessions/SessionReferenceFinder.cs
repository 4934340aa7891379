namespace AuthStrategies.Sessions;

/// <summary>
/// Finds the session that a credential of any strategy of the application names: the session that a new one replaces. Thread-safe.
/// </summary>
/// <param name="others">
/// Strategies whose credentials are not opaque; each finds its own sessions. Called only when needed, because they depend on this class.
/// </param>
internal sealed class SessionReferenceFinder(Func<IEnumerable<Func<string, CancellationToken, ValueTask<SessionReference?>>>> others)
{
    /// <summary>A finder that knows opaque credentials only.</summary>
    public static SessionReferenceFinder OpaqueOnly { get; } = new(() => []);

    /// <param name="credential">The client's credential, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the wait for a strategy that must first load its keys.</param>
    /// <returns>
    /// The sessions; empty if the text names none. Strategies that accept each other's tokens each return a reference;
    /// the record decides which strategy owns it.
    /// </returns>
    public ValueTask<IReadOnlyList<SessionReference>> FindAsync(string? credential, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(credential))
            return new([]);
        if (OpaqueToken.TryParse(credential, out OpaqueToken token))
            return new([SessionReference.OfHolder(token.Id)]);

        return AskOthersAsync(credential, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<SessionReference>> AskOthersAsync(string credential, CancellationToken cancellationToken)
    {
        List<SessionReference> sessions = [];
        foreach (Func<string, CancellationToken, ValueTask<SessionReference?>> find in others())
        {
            if (await find(credential, cancellationToken).ConfigureAwait(false) is { } session)
                sessions.Add(session);
        }

        return sessions;
    }
}
