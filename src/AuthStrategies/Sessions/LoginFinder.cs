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
    /// <returns>
    /// The login, or nothing when the text names none. Strategies that accept each other's tokens each say that it is
    /// theirs; the record tells whose it is.
    /// </returns>
    public IReadOnlyList<NamedLogin> Find(string? credential)
    {
        if (string.IsNullOrEmpty(credential))
            return [];
        if (OpaqueToken.TryParse(credential, out OpaqueToken token))
            return [NamedLogin.Held(token.Id)];

        return [.. others().Select(find => find(credential)).OfType<NamedLogin>()];
    }
}
