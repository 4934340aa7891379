using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Asks the application's <see cref="IPrincipalCheck"/> once. Has no state.</summary>
internal static class PrincipalQuestion
{
    /// <summary>Asks.</summary>
    /// <returns>The given principal if it is accepted; another one that replaces it; <see langword="null"/> if it is refused.</returns>
    /// <exception cref="AuthUnavailableException">The check threw an exception, or returned a principal that cannot be used.</exception>
    public static async ValueTask<ClaimsPrincipal?> AskAsync(IServiceProvider services, ClaimsPrincipal given, PrincipalCheckContext about, CancellationToken cancellationToken)
    {
        string[] before = Describe(given);
        string? subject = given.FindSubject();
        try
        {
            // A clone, so that a check may change what it is given.
            ClaimsPrincipal? answer = await services.GetRequiredService<IPrincipalCheck>().CheckAsync(given.Clone(), about, cancellationToken).ConfigureAwait(false);
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
