using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>What the code of an application finds in the user of a request.</summary>
internal sealed record ClaimReport
{
    public required Dictionary<string, ClaimAnswers> Types { get; init; }

    public required string? Name { get; init; }

    public required string NameType { get; init; }

    public required string RoleType { get; init; }

    public required string[] Roles { get; init; }

    /// <summary>The types that an enumeration shows, in order of their names.</summary>
    public required string[] Shown { get; init; }

    public static async Task<ClaimReport> OfAsync(ClaimsPrincipal user, IAuthorizationService authorization)
    {
        Dictionary<string, ClaimAnswers> types = [];
        foreach (string type in ClaimPairs.Names)
            types[type] = await AnswersAsync(user, type, authorization);

        var identity = (ClaimsIdentity)user.Identity!;
        return new()
        {
            Types = types,
            Name = identity.Name,
            NameType = identity.NameClaimType,
            RoleType = identity.RoleClaimType,
            Roles = [.. ((string[])["admin", "editor", "staff", "transformed", "none"]).Where(user.IsInRole)],
            Shown = [.. user.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal)],
        };
    }

    private static async Task<ClaimAnswers> AnswersAsync(ClaimsPrincipal user, string type, IAuthorizationService authorization)
    {
        string? first = user.FindFirstValue(type);
        return new(
            first,
            [.. user.FindAll(type).Select(claim => claim.Value)],
            first is not null && user.HasClaim(type, first),
            await IsAllowedAsync(policy => policy.RequireClaim(type)),
            first is not null && await IsAllowedAsync(policy => policy.RequireClaim(type, "none", first)),
            await IsAllowedAsync(policy => policy.RequireClaim(type, "none")),
            user.Clone().FindFirstValue(type),
            ((ClaimsIdentity)user.Identity!).Clone().FindFirst(type)?.Value);

        async Task<bool> IsAllowedAsync(Action<AuthorizationPolicyBuilder> configure)
        {
            AuthorizationPolicyBuilder builder = new();
            configure(builder);
            return (await authorization.AuthorizeAsync(user, null, builder.Build())).Succeeded;
        }
    }
}
