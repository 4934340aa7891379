namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to read the issuer that a credential names (<c>iss</c>, RFC 7519 §4.1.1) before anything is verified. A host that
/// asks several strategies about one credential asks those first whose issuer it names. A strategy implements it in addition to
/// <see cref="IAuthStrategy"/>. Without it, the strategy is asked in its place.
/// </summary>
/// <remarks>
/// Anyone can write any issuer, so the answer decides who is asked first, and never what is accepted. The other strategies are asked after
/// those, if none of them has decided. Implementations are thread-safe.
/// </remarks>
public interface IIssuerHint
{
    /// <summary>The issuers whose credentials the strategy accepts, as its options say. They are named where a developer is told why a credential was refused.</summary>
    IReadOnlyCollection<string> Issuers { get; }

    /// <summary>Reads the issuer that a credential names. It waits for nothing, and never throws because of the text.</summary>
    /// <param name="credential">The text that the client sent, unchanged.</param>
    /// <returns><see cref="NamedIssuer.Accepted"/> for every credential that the strategy accepts.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    NamedIssuer ReadIssuer(string credential);
}
