namespace AuthStrategies.Sessions;

/// <summary>
/// Finds out which login a credential names, whichever strategy of the application issued it: what a new login replaces.
/// Thread-safe.
/// </summary>
/// <param name="others">Strategies whose credentials are not opaque; each answers for its own. Asked only when needed, since they are made of this.</param>
internal sealed class LoginFinder(Func<IEnumerable<Func<string, NamedLogin?>>> others)
{
    /// <summary>A finder that knows opaque credentials only.</summary>
    public static LoginFinder OpaqueOnly { get; } = new(() => []);

    /// <param name="credential">What the client held, or <see langword="null"/>.</param>
    /// <returns>The login, or <see langword="null"/> when the text names none.</returns>
    public NamedLogin? Find(string? credential)
    {
        if (string.IsNullOrEmpty(credential))
            return null;
        if (OpaqueToken.TryParse(credential, out OpaqueToken token))
            return new(token.Id);

        foreach (Func<string, NamedLogin?> find in others())
        {
            if (find(credential) is { } login)
                return login;
        }

        return null;
    }
}
