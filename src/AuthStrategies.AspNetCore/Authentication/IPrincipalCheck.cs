using System.Security.Claims;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// Lets the application accept, refuse or replace the principal of each request, or of one request per interval; the place of
/// <c>OnValidatePrincipal</c> and <c>OnTokenValidated</c>. Optional; register one with <c>UsePrincipalCheck&lt;T&gt;()</c>. Resolved from the
/// scope of the request, so it need not be thread-safe.
/// </summary>
public interface IPrincipalCheck
{
    /// <summary>Checks the principal of a valid credential.</summary>
    /// <param name="principal">The principal. The check may change this object, which means the same as returning another one.</param>
    /// <param name="context">Where it comes from.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    /// <returns>
    /// <paramref name="principal"/> to accept it; another principal of the same subject to replace it; <see langword="null"/> to refuse. A
    /// refusal is <see cref="AuthFailureReason.Refused"/>, ends the session and deletes the cookie.
    /// </returns>
    /// <exception cref="AuthUnavailableException">
    /// It cannot be told now. This and every other exception mean that the client is not authenticated and gets 503; the session goes on.
    /// </exception>
    ValueTask<ClaimsPrincipal?> CheckAsync(ClaimsPrincipal principal, PrincipalCheckContext context, CancellationToken cancellationToken);
}
