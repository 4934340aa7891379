using Microsoft.AspNetCore.Authorization;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// Requires that the user logged in at most <see cref="MaxAge"/> ago (step-up, RFC 9470). Only users that a strategy of this
/// library authenticated can meet it, and only where the request is available: on routes, in filters and on hub methods, or
/// with the <c>HttpContext</c> as the resource. Immutable.
/// </summary>
public sealed class FreshAuthenticationRequirement : IAuthorizationRequirement
{
    /// <summary>Creates the requirement.</summary>
    /// <param name="maxAge">How long ago the login may be at most: positive, in whole seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is shorter than a second.</exception>
    public FreshAuthenticationRequirement(TimeSpan maxAge)
    {
        if (maxAge < TimeSpan.FromSeconds(1))
            throw new ArgumentOutOfRangeException(nameof(maxAge), OptionMessages.OutOfRange("The maxAge of RequireFreshAuthentication", maxAge, "at least 1 second", "RequireFreshAuthentication(TimeSpan.FromMinutes(5))"));
        MaxAge = maxAge;
    }

    /// <summary>How long ago the login may be at most.</summary>
    public TimeSpan MaxAge { get; }

    /// <summary>The requirement as text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"Logged in within the last {MaxAge}";
}
