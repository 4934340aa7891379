using System.Collections.Concurrent;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Authorization;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Finds whose credentials count when a scheme is named: those of its strategy, and at an endpoint whose policy names several of our
/// schemes those of all of these together, because principals are never merged. A thread-safe singleton.
/// </summary>
internal sealed class SchemeScopes(StrategyList strategies, OriginalAddress address, IAuthorizationPolicyProvider policies)
{
    // By the names of the strategies in order. There are no more entries than sets of strategies that policies name.
    private readonly ConcurrentDictionary<string, StrategyScope> _scopes = new(StringComparer.Ordinal);

    /// <summary>Finds the scope.</summary>
    /// <returns>The scope, <see langword="null"/> if it has all strategies; and whether the endpoint names the scheme.</returns>
    /// <exception cref="InvalidOperationException">The endpoint names a policy that does not exist.</exception>
    public async ValueTask<(StrategyScope? Scope, bool IsOfEndpoint)> FindAsync(HttpContext context, string scheme)
    {
        IReadOnlyList<string> named = await NamedAsync(context.GetEndpoint()).ConfigureAwait(false);
        if (!named.Contains(scheme))
            return (Of([scheme]), false);

        return (Of(named), true);
    }

    /// <summary>The scope of the schemes that the endpoint names; <see langword="null"/> if it names none of ours, or if it has all strategies.</summary>
    public async ValueTask<StrategyScope?> OfEndpointAsync(HttpContext context)
    {
        IReadOnlyList<string> named = await NamedAsync(context.GetEndpoint()).ConfigureAwait(false);
        return named.Any(strategies.HasScheme) ? Of(named) : null;
    }

    private async ValueTask<IReadOnlyList<string>> NamedAsync(Endpoint? endpoint)
    {
        // Without an endpoint too, the framework evaluates the fallback policy.
        AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(
            policies,
            endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [],
            endpoint?.Metadata.GetOrderedMetadata<AuthorizationPolicy>() ?? []).ConfigureAwait(false);
        IReadOnlyList<string> named = policy?.AuthenticationSchemes ?? [];
        IReadOnlyList<string> filtered = await NamedByFiltersAsync(endpoint).ConfigureAwait(false);
        return filtered.Count == 0 ? named : [.. named.Union(filtered)];
    }

    // A filter of MVC evaluates its policy itself, and merges the principals as the framework does for an endpoint.
    private async ValueTask<IReadOnlyList<string>> NamedByFiltersAsync(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<ActionDescriptor>() is not { FilterDescriptors: { } descriptors })
            return [];

        List<string> named = [];
        foreach (AuthorizeFilter filter in descriptors.Select(descriptor => descriptor.Filter).OfType<AuthorizeFilter>())
        {
            AuthorizationPolicy? policy = filter.Policy ?? await AuthorizationPolicy.CombineAsync(policies, filter.AuthorizeData ?? []).ConfigureAwait(false);
            named.AddRange(policy?.AuthenticationSchemes ?? []);
        }

        return named;
    }

    /// <summary>The scope of several schemes; <see langword="null"/> if it has all strategies, as that of the default scheme.</summary>
    public StrategyScope? Of(IReadOnlyList<string> schemes)
    {
        if (schemes.Contains(AuthStrategyDefaults.Scheme))
            return null;

        HttpStrategy[] members = [.. strategies.All.Where(strategy => schemes.Contains(strategy.Name))];
        return members.Length == strategies.All.Count
            ? null
            : _scopes.GetOrAdd(string.Join('\n', members.Select(member => member.Name)), _ => new(members, address));
    }
}
