using Microsoft.AspNetCore.Authorization;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// Demands that the user has proved who they are not longer ago than <see cref="MaxAge"/> (step-up, RFC 9470). Met only by a
/// user that a strategy of this library recognised, where the request is at hand: on routes, in filters and on hub methods, or with the
/// <c>HttpContext</c> as the resource. Immutable.
/// </summary>
public sealed class FreshAuthenticationRequirement : IAuthorizationRequirement
{
    /// <summary>Makes the demand.</summary>
    /// <param name="maxAge">How long ago the login may be at most: positive, in whole seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is shorter than a second.</exception>
    public FreshAuthenticationRequirement(TimeSpan maxAge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAge, TimeSpan.FromSeconds(1));
        MaxAge = maxAge;
    }

    /// <summary>How long ago the login may be at most.</summary>
    public TimeSpan MaxAge { get; }

    /// <summary>The demand in words.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"Logged in within the last {MaxAge}";
}
