namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to authenticate a request that does not count as activity of the client, for example of a page that asks
/// once a minute who is logged in. A strategy whose credentials are renewed by use implements it in addition to <see cref="IAuthStrategy"/>.
/// </summary>
/// <remarks>
/// Implementations are thread-safe. A host calls it instead of <see cref="IAuthStrategy.AuthenticateAsync"/> and
/// <see cref="ICookieRotation.AuthenticateCookieAsync"/>. A strategy without this ability is asked as for any other request.
/// </remarks>
public interface IAuthenticationWithoutRenewal
{
    /// <summary>
    /// Like <see cref="IAuthStrategy.AuthenticateAsync"/>, but no end and no last activity of the session moves, and no rotation is due.
    /// </summary>
    /// <param name="credential">The text that the client sent, unchanged.</param>
    /// <param name="copies">More values of the same cookie, of the same session (<see cref="ICookieCopies.FindSessionAsync"/>); usually empty. Only the newest of all counts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The result, and the credential that it is about. It may write to the store what shows a second client: the first use of a new
    /// credential, and the use of a replaced one. A credential that was stolen ends the session, as in any other request.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">It is unknown whether the credential is valid.</exception>
    ValueTask<CookieCopyResult> AuthenticateWithoutRenewalAsync(string credential, IReadOnlyList<string> copies, CancellationToken cancellationToken = default);
}
