using System.Security.Claims;

namespace AuthStrategies.Testing;

/// <summary>Principals for tests, as an application creates them after it checked the password.</summary>
public static class TestPrincipals
{
    /// <summary>The authentication type of these principals.</summary>
    public const string AuthenticationType = "Test";

    /// <summary>Creates a user whose subject and name are the same text, with short claim names.</summary>
    /// <param name="subject">The subject; not empty.</param>
    /// <param name="roles">The roles, in this order.</param>
    /// <returns>A new principal with one authenticated identity: <c>sub</c>, <c>name</c> and a <c>role</c> for each role.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    public static ClaimsPrincipal Of(string subject, params IEnumerable<string> roles)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentNullException.ThrowIfNull(roles);
        return With([new("sub", subject), new("name", subject), .. roles.Select(role => new Claim("role", role))]);
    }

    /// <summary>Creates a user with exactly these claims.</summary>
    /// <param name="claims">The claims; <c>sub</c> is the subject.</param>
    /// <returns>A new principal with one authenticated identity, whose name type is <c>name</c> and role type <c>role</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="claims"/> is <see langword="null"/>.</exception>
    public static ClaimsPrincipal With(params IEnumerable<Claim> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return new(new ClaimsIdentity(claims, AuthenticationType, "name", "role"));
    }

    /// <summary>Creates a user with the long <see cref="ClaimTypes"/> names that ASP.NET Core Identity writes.</summary>
    /// <param name="subject">The subject; not empty.</param>
    /// <param name="roles">The roles, in this order.</param>
    /// <returns>A new principal; a strategy treats it like the result of <see cref="Of"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    public static ClaimsPrincipal WithLongNames(string subject, params IEnumerable<string> roles)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentNullException.ThrowIfNull(roles);
        Claim[] claims = [new(ClaimTypes.NameIdentifier, subject), new(ClaimTypes.Name, subject), .. roles.Select(role => new Claim(ClaimTypes.Role, role))];
        return new(new ClaimsIdentity(claims, AuthenticationType));
    }

    /// <summary>A principal whose only identity is not authenticated. No strategy issues a credential for it.</summary>
    public static ClaimsPrincipal Anonymous => new(new ClaimsIdentity());
}
