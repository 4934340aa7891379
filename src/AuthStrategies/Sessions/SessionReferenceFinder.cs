namespace AuthStrategies.Sessions;

/// <summary>
/// Finds out which login a credential names, whichever strategy of the application issued it: what a new login replaces.
/// Thread-safe.
/// </summary>
/// <param name="others">Strategies whose credentials are not opaque; each answers for its own. Asked only when needed, since they are made of this.</param>
internal sealed class SessionReferenceFinder(Func<IEnumerable<Func<string, CancellationToken, ValueTask<SessionReference?>>>> others)
{
    /// <summary>A finder that knows opaque credentials only.</summary>
    public static SessionReferenceFinder OpaqueOnly { get; } = new(() => []);

    /// <param name="credential">What the client held, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the waiting for a strategy that must first load its keys.</param>
    /// <returns>
    /// The login, or nothing when the text names none. Strategies that accept each other's tokens each say that it is
    /// theirs; the record tells whose it is.
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
        List<SessionReference> logins = [];
        foreach (Func<string, CancellationToken, ValueTask<SessionReference?>> find in others())
        {
            if (await find(credential, cancellationToken).ConfigureAwait(false) is { } login)
                logins.Add(login);
        }

        return logins;
    }
}
