using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Asks the application's <see cref="IPrincipalCheck"/> once. Has no state.</summary>
internal static class PrincipalQuestion
{
    private static readonly AsyncLocal<HttpContext?> Asking = new();

    /// <summary>Throws in a check of this request: the authentication that it asks for would wait for the check, and so never end.</summary>
    /// <exception cref="InvalidOperationException">The caller is the check.</exception>
    public static void RequireNoneRunning(HttpContext context)
    {
        if (ReferenceEquals(Asking.Value, context))
            throw new InvalidOperationException("The IPrincipalCheck asked for the authentication of the request that it checks, which waits for the check. Use the principal and the PrincipalCheckContext that it was given. It may call SignOutAsync.");
    }

    /// <summary>Asks.</summary>
    /// <returns>The given principal if it is accepted; another one that replaces it; <see langword="null"/> if it is refused.</returns>
    /// <exception cref="AuthUnavailableException">The check threw an exception, or returned a principal that cannot be used.</exception>
    public static async ValueTask<ClaimsPrincipal?> AskAsync(IServiceProvider services, ClaimsPrincipal given, PrincipalCheckContext about, CancellationToken cancellationToken)
    {
        string[] before = Describe(given);
        string? subject = given.FindSubject();
        // Within this method only: an async method restores it for its caller.
        Asking.Value = about.HttpContext;
        try
        {
            // A copy, so that a check may change what it is given.
            ClaimsPrincipal? answer = await services.GetRequiredService<IPrincipalCheck>().CheckAsync(Copy(given), about, cancellationToken).ConfigureAwait(false);
            if (answer is null)
                return null;

            RequireUsable(answer, subject);
            return before.SequenceEqual(Describe(answer), StringComparer.Ordinal) ? given : answer;
        }
        catch (Exception exception) when (exception is not AuthUnavailableException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new AuthUnavailableException("The IPrincipalCheck of the application failed, so it is not known whether the user is accepted.", exception);
        }
    }

    /// <summary>A principal with its own identities. That of the framework shares them with its clones.</summary>
    public static ClaimsPrincipal Copy(ClaimsPrincipal principal)
    {
        ClaimsPrincipal clone = principal.Clone();
        return clone.Identities.Intersect(principal.Identities).Any() ? new(principal.Identities.Select(identity => identity.Clone())) : clone;
    }

    /// <summary>Whether two principals are the same to an application: equal claims, in any order, under the same types of name and role.</summary>
    public static bool AreEqual(ClaimsPrincipal one, ClaimsPrincipal other) => Describe(one).SequenceEqual(Describe(other), StringComparer.Ordinal);

    private static void RequireUsable(ClaimsPrincipal answer, string? subject)
    {
        if (answer.Identity is not { IsAuthenticated: true })
            throw new InvalidOperationException("The IPrincipalCheck returned a principal without an authenticated identity. Give its identity an authentication type, or return null to refuse.");
        if (!string.Equals(answer.FindSubject(), subject, StringComparison.Ordinal))
            throw new InvalidOperationException("The IPrincipalCheck returned a principal of another subject. Return the same subject, or null to refuse.");
    }

    // Equal claims in another order are the same principal: a check that builds a new one each time must not write each time.
    private static string[] Describe(ClaimsPrincipal principal) =>
        [.. principal.Identities.SelectMany(Describe).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Describe(ClaimsIdentity identity) => identity.Claims
        .Select(claim => $"{claim.Type}\n{claim.ValueType}\n{claim.Value}")
        .Append($"{identity.NameClaimType}\n{identity.RoleClaimType}");
}
