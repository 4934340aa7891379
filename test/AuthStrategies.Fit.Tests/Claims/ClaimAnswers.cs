namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>The answers for one claim type: of <c>FindFirstValue</c>, <c>FindAll</c>, <c>HasClaim</c>, <c>RequireClaim</c> (any value, this value, another value) and of clones.</summary>
internal sealed record ClaimAnswers(string? First, string[] All, bool Has, bool IsAllowed, bool IsAllowedWithValue, bool IsAllowedWithOther, string? OfClone, string? OfIdentityClone);
