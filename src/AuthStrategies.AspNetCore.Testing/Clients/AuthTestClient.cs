using System.Security.Claims;
using AuthStrategies.AspNetCore.Testing.Clients;
using AuthStrategies.Testing;

namespace AuthStrategies.AspNetCore.Testing;

/// <summary>
/// A client of an application under test that logs a user in with one call, with the application's own strategy, keys, store
/// and clock. The credential is sent as the application is configured: in the strategy's cookie or as
/// <c>Authorization: Bearer</c>. Otherwise it is a normal <see cref="HttpClient"/>.
/// </summary>
/// <remarks>
/// <para>
/// It stores cookies like a browser, including those of the application's login and logout endpoints, with one difference:
/// expired cookies are still sent, so that a test sees the application refuse them. Whether a response deletes a cookie is
/// decided by the application's <see cref="TimeProvider"/>, not by the machine's clock.
/// </para>
/// <para>
/// Sending requests is thread-safe, as with every <see cref="HttpClient"/>; log in and out only while no request is running.
/// An <c>Authorization</c> header that a request already has is kept.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var factory = new WebApplicationFactory&lt;Program&gt;();
/// using AuthTestClient client = factory.Server.CreateAuthClient();
/// client.AuthenticateAs("alice", "admin");
/// var answer = await client.GetAsync("/notes");
/// </code>
/// </example>
public sealed class AuthTestClient : HttpClient
{
    private readonly CredentialHandler _credentials;

    /// <summary>Creates a client without a credential. For a <c>TestServer</c> there is <see cref="AuthTestServerExtensions.CreateAuthClient"/>.</summary>
    /// <param name="server">What sends requests to the application. It should keep no cookies and follow no redirects. Disposed of together with the client.</param>
    /// <param name="services">The application's services. The client does not dispose of them.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public AuthTestClient(HttpMessageHandler server, IServiceProvider services)
        : this(new CredentialHandler(server, services))
    {
    }

    private AuthTestClient(CredentialHandler credentials)
        : base(credentials) => _credentials = credentials;

    /// <summary>Logs a user in with the application's default strategy; see <see cref="AuthenticateAs(ClaimsPrincipal, IssueOptions?, string?)"/>.</summary>
    /// <param name="subject">The user: subject and name, see <see cref="TestPrincipals.Of"/>.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>This client.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="InvalidOperationException">The application has no strategy, or it reads credentials from the query string only.</exception>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public AuthTestClient AuthenticateAs(string subject, params IEnumerable<string> roles) => AuthenticateAs(TestPrincipals.Of(subject, roles));

    /// <summary>
    /// Logs a user in. If the strategy answers synchronously (stateless tokens, a store in memory, fakes), the credential is
    /// issued before this returns; otherwise the next request waits for it. Nothing blocks. The client forgets its previous
    /// credential; that session itself does not end.
    /// </summary>
    /// <param name="principal">The user, as for <see cref="IAuthStrategy.IssueAsync"/>; <see cref="TestPrincipals"/> creates some.</param>
    /// <param name="options">As for <see cref="IAuthStrategy.IssueAsync"/>: persistent or not, the session's label.</param>
    /// <param name="strategy">The name of one of the application's strategies; <see langword="null"/>: its default.</param>
    /// <returns>This client.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal names no subject or several, an option is outside its legal range, or there is no such strategy.</exception>
    /// <exception cref="InvalidOperationException">The application has no strategy, it reads this strategy's credentials from the query string only, or the strategy can only verify.</exception>
    /// <exception cref="SessionStoreException">The store does not answer. If issuing takes longer, every later request throws this until the next login or <see cref="ForgetCredential"/>.</exception>
    public AuthTestClient AuthenticateAs(ClaimsPrincipal principal, IssueOptions? options = null, string? strategy = null)
    {
        Task<IssuedCredential> issuing = _credentials.LogInAsync(principal, options, strategy, CancellationToken.None);
        if (issuing.IsCompleted)
            issuing.GetAwaiter().GetResult();
        return this;
    }

    /// <summary>As <see cref="AuthenticateAs(ClaimsPrincipal, IssueOptions?, string?)"/>, and waits for the credential.</summary>
    /// <param name="principal">The user, as for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <param name="options">As for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <param name="strategy">The name of one of the application's strategies; <see langword="null"/>: its default.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect, never in between.</param>
    /// <returns>The credential: its times, its session id, its refresh token.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal names no subject or several, an option is outside its legal range, or there is no such strategy.</exception>
    /// <exception cref="InvalidOperationException">The application has no strategy, it reads this strategy's credentials from the query string only, or the strategy can only verify.</exception>
    /// <exception cref="SessionStoreException">The store does not answer. Requests throw this too until the next login or <see cref="ForgetCredential"/>.</exception>
    public Task<IssuedCredential> LogInAsync(ClaimsPrincipal principal, IssueOptions? options = null, string? strategy = null, CancellationToken cancellationToken = default) =>
        _credentials.LogInAsync(principal, options, strategy, cancellationToken);

    /// <summary>
    /// Binds later logins to a key (DPoP, RFC 9449), and sends a proof of it with each request: call it before <see cref="AuthenticateAs(string, IEnumerable{string})"/>. Only for
    /// a strategy whose credentials are bearer tokens, in an application with <c>UseDPoP()</c>; otherwise a login throws <see cref="InvalidOperationException"/>. To play a thief, send the credential of one client with another key.
    /// </summary>
    /// <param name="key">The key; the client does not dispose of it. <see langword="null"/>: later logins are not bound, and no proofs are sent.</param>
    /// <returns>This client.</returns>
    public AuthTestClient UseKey(DPoPKey? key)
    {
        _credentials.Key = key;
        return this;
    }

    /// <summary>
    /// Deletes the credential, like a browser whose user deletes cookies: the client is no longer logged in, but the session
    /// does not end. To end it, call the application's logout endpoint or <see cref="ISessionDirectory"/>.
    /// </summary>
    public void ForgetCredential() => _credentials.Forget();
}
