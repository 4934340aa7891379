using System.Security.Claims;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The result of a check that did not refuse. Immutable.</summary>
/// <param name="At">When the check began.</param>
/// <param name="Replacement">The principal instead of that of the token, if it is stored nowhere else. Callers get copies.</param>
/// <param name="Stored">The number of the replacement that the session stores since this check; 0 if it stored none.</param>
internal sealed record PrincipalCheckResult(DateTimeOffset At, ClaimsPrincipal? Replacement = null, long Stored = 0);
