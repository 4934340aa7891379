using System.Security.Claims;
using AuthStrategies.AspNetCore.Testing.Clients;
using AuthStrategies.Testing;

namespace AuthStrategies.AspNetCore.Testing;

/// <summary>
/// A client of an application under test that somebody can be logged in on with one call, through the application's own
/// strategy, keys, store and clock. The credential travels as the application is configured: in the strategy's cookie or
/// as <c>Authorization: Bearer</c>. Apart from that it is an <see cref="HttpClient"/> like any other.
/// </summary>
/// <remarks>
/// <para>
/// It keeps cookies as a browser does, those of the application's own login and logout endpoints included, with one
/// difference: what has expired is still sent, so that a test sees the application refuse it. Whether an answer clears a cookie
/// is decided by the application's <see cref="TimeProvider"/>, not by the machine's clock.
/// </para>
/// <para>
/// Sending requests is thread-safe, as with every <see cref="HttpClient"/>; log in and out while none is running.
/// A request that brings an <c>Authorization</c> header of its own keeps it.
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
    private readonly CredentialHandler _login;

    /// <summary>Makes a client with nobody logged in. For a <c>TestServer</c> there is <see cref="AuthTestServerExtensions.CreateAuthClient"/>.</summary>
    /// <param name="server">What sends requests to the application. It should keep no cookies and follow no redirects. Disposed of together with the client.</param>
    /// <param name="services">The application's services. They stay the application's.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public AuthTestClient(HttpMessageHandler server, IServiceProvider services)
        : this(new CredentialHandler(server, services))
    {
    }

    private AuthTestClient(CredentialHandler login)
        : base(login) => _login = login;

    /// <summary>Logs somebody in with the application's default strategy; see <see cref="AuthenticateAs(ClaimsPrincipal, IssueOptions?, string?)"/>.</summary>
    /// <param name="subject">Who; subject and name alike, as <see cref="TestPrincipals.Of"/> has it.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>This client.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="InvalidOperationException">The application has no strategy, or it reads credentials from the query string alone.</exception>
    /// <exception cref="SessionStoreException">The store cannot answer.</exception>
    public AuthTestClient AuthenticateAs(string subject, params IEnumerable<string> roles) => AuthenticateAs(TestPrincipals.Of(subject, roles));

    /// <summary>
    /// Logs somebody in. The credential is issued from this moment on: where the strategy answers at once (stateless tokens,
    /// a store in memory, fakes), before this returns; otherwise the next request waits for it. Nothing blocks. The client
    /// forgets whom it was logged in as before; that login itself goes on.
    /// </summary>
    /// <param name="principal">Who, as for <see cref="IAuthStrategy.IssueAsync"/>; <see cref="TestPrincipals"/> makes some.</param>
    /// <param name="options">As for <see cref="IAuthStrategy.IssueAsync"/>: persistent or not, the device's label.</param>
    /// <param name="strategy">The name of one of the application's strategies; <see langword="null"/>: its default.</param>
    /// <returns>This client.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal names no subject or several, an option is outside its legal range, or there is no such strategy.</exception>
    /// <exception cref="InvalidOperationException">The application has no strategy, it reads this strategy's credentials from the query string alone, or the strategy can only verify.</exception>
    /// <exception cref="SessionStoreException">The store cannot answer. If that shows later, every request throws it until somebody else is logged in or <see cref="ForgetLogin"/>.</exception>
    public AuthTestClient AuthenticateAs(ClaimsPrincipal principal, IssueOptions? options = null, string? strategy = null)
    {
        Task<IssuedCredential> login = _login.LogInAsync(principal, options, strategy, CancellationToken.None);
        if (login.IsCompleted)
            login.GetAwaiter().GetResult();
        return this;
    }

    /// <summary>As <see cref="AuthenticateAs(ClaimsPrincipal, IssueOptions?, string?)"/>, and waits for the credential.</summary>
    /// <param name="principal">Who, as for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <param name="options">As for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <param name="strategy">The name of one of the application's strategies; <see langword="null"/>: its default.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect, never half-way.</param>
    /// <returns>The credential: its times, its session id, its refresh token.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal names no subject or several, an option is outside its legal range, or there is no such strategy.</exception>
    /// <exception cref="InvalidOperationException">The application has no strategy, it reads this strategy's credentials from the query string alone, or the strategy can only verify.</exception>
    /// <exception cref="SessionStoreException">The store cannot answer. So do requests until somebody else is logged in or <see cref="ForgetLogin"/>.</exception>
    public Task<IssuedCredential> LogInAsync(ClaimsPrincipal principal, IssueOptions? options = null, string? strategy = null, CancellationToken cancellationToken = default) =>
        _login.LogInAsync(principal, options, strategy, cancellationToken);

    /// <summary>
    /// Throws the credential away, as a browser does whose user deletes cookies: from now on the client is nobody, and the
    /// login goes on. To end it, call the application's own logout endpoint, or <see cref="ISessionDirectory"/>.
    /// </summary>
    public void ForgetLogin() => _login.Forget();
}
