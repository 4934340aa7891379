using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The strategies that the configuration describes and does not choose. They authenticate nothing, but clients may have their
/// credentials from a time when they were chosen, and these would count again after the word is changed back: a sign-in or a sign-out
/// of the strategy that is used in their place ends and deletes them too. Requests that only authenticate never come here. A
/// thread-safe singleton.
/// </summary>
internal sealed class UnusedStrategies(IEnumerable<UnusedAuthStrategy> unused, StrategyList strategies, CookieWriter cookies, IOptions<AuthHttpOptions> options)
{
    private readonly (UnusedAuthStrategy Strategy, HttpStrategy Http)[] _all = Find([.. unused], strategies, options);

    /// <summary>Reads the cookies of the strategies that a scheme is used in place of.</summary>
    public UnusedCookies Read(HttpContext context, string scheme)
    {
        HttpStrategy[] asked = [.. Of(scheme).Select(one => one.Http).Where(http => http.UsesCookie)];
        if (asked.Length == 0)
            return UnusedCookies.None;

        CookieNames names = new(asked, CookieNames.SuffixOf(context));
        UnusedCookies read = new(new(), new());
        if (!names.Access.IsEmpty)
            CookieHeader.Read(context.Request.Headers.Cookie, names.Access, read.Access);
        if (!names.Refresh.IsEmpty)
            CookieHeader.Read(context.Request.Headers.Cookie, names.Refresh, read.Refresh);
        return read;
    }

    /// <summary>Makes the browser delete their cookies.</summary>
    public void Delete(HttpContext context, string scheme, UnusedCookies presented)
    {
        foreach ((UnusedAuthStrategy strategy, HttpStrategy http) in Of(scheme).Where(one => one.Http.UsesCookie))
        {
            if (!IsKept(strategy, http, used => used.Cookie.Name == http.Cookie.Name))
                cookies.DeleteAccess(context, http, SharesName(used => used.Cookie.Name == http.Cookie.Name) ? CookieReach.Present : CookieCopies.ReachOfEnd(presented.Access, http));
            if (!IsKept(strategy, http, used => used.HasRefreshCookie && used.RefreshName == http.RefreshName))
                cookies.DeleteRefresh(context, http, SharesName(used => used.HasRefreshCookie && used.RefreshName == http.RefreshName) ? CookieReach.Present : presented.Refresh.Count > 0 ? CookieReach.All : CookieReach.Former);
        }
    }

    /// <summary>Ends the session of a credential that no strategy in use knows.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="request">The request, whose client the event names.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AuthUnavailableException">A store did not answer.</exception>
    public async ValueTask<RevokeOutcome> RevokeAsync(string scheme, PresentedCredential credential, AuthRequest request, CancellationToken cancellationToken)
    {
        foreach ((UnusedAuthStrategy strategy, HttpStrategy http) in Of(scheme))
        {
            if (!http.ReadsForRefresh(credential))
                continue;
            ValueTask<RevokeOutcome> ending;
            using (new ClientFactsScope(request))
                ending = strategy.RevokeAsync(credential.Text, cancellationToken);
            if (await ending.ConfigureAwait(false) is not RevokeOutcome.NotFound and var outcome)
                return outcome;
        }

        return RevokeOutcome.NotFound;
    }

    /// <summary>
    /// Whether the cookie is one of the strategies in use: those of the same section delete or replace the very same cookie themselves, and
    /// to the others it belongs.
    /// </summary>
    private bool IsKept(UnusedAuthStrategy strategy, HttpStrategy http, Func<HttpStrategy, bool> hasName) => strategies.All.Any(used =>
        used.UsesCookie && hasName(used) && (!strategy.UsedInstead.Contains(used.Name) || HasSameAttributes(used.Cookie, http.Cookie)));

    // Other variants of the cookie may then be the one that the client goes on with.
    private bool SharesName(Func<HttpStrategy, bool> hasName) => strategies.All.Any(used => used.UsesCookie && hasName(used));

    private static bool HasSameAttributes(AuthCookieOptions one, AuthCookieOptions other) =>
        one.Path == other.Path && one.Partitioned == other.Partitioned && string.Equals(one.Domain, other.Domain, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<(UnusedAuthStrategy Strategy, HttpStrategy Http)> Of(string scheme) =>
        scheme == AuthStrategyDefaults.Scheme ? _all : _all.Where(one => one.Strategy.UsedInstead.Contains(scheme));

    // How it would use HTTP. Nothing asks it to issue or to authenticate.
    // Without the query for most applications, which have none.
    private static (UnusedAuthStrategy Strategy, HttpStrategy Http)[] Find(UnusedAuthStrategy[] unused, StrategyList strategies, IOptions<AuthHttpOptions> options) => unused.Length == 0
        ? []
        : [.. unused.Where(one => strategies.All.All(used => used.Name != one.Name)).Select(one => (one, HttpOf(one, options.Value)))];

    private static HttpStrategy HttpOf(UnusedAuthStrategy strategy, AuthHttpOptions options) => new(
        new AuthStrategyDescriptor(strategy.Name, strategy.Kind, () => new()),
        options,
        () => throw new InvalidOperationException($"The strategy {strategy.Name} is not used."));
}
