using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Bounds the new session of a sign-in with the properties of the current session, which is no new authentication: it ends at the
/// absolute end of the current session at the latest, unless the application chose another end. A thread-safe singleton.
/// </summary>
internal sealed class InheritedEnd(ISessionDirectory directory, IOptionsMonitor<SessionStrategyOptions> sessions, TimeProvider time)
{
    // The shortest lifetime that a strategy accepts.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    public async ValueTask ApplyAsync(AuthRequest request, AuthenticationProperties properties, HttpStrategy strategy, IssueOptions options, CancellationToken cancellationToken)
    {
        if (options.Lifetime is not null || !SignInProperties.AreHandedBack(properties) || request.Session?.SessionId is not { } id)
            return;
        if (await directory.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } current)
            return;

        TimeSpan rest = current.AbsoluteExpiresAt - time.GetUtcNow();
        if (strategy.Kind == AuthStrategyKind.Session && Configured(strategy.Name, options) is var configured && configured < rest)
            rest = configured;
        options.Lifetime = rest < Shortest ? Shortest : rest;
    }

    /// <summary>What the new session would get: without "remember me", or with a fixed end, it can be shorter than the current one.</summary>
    private TimeSpan Configured(string strategy, IssueOptions options)
    {
        SessionStrategyOptions session = sessions.Get(strategy);
        if (options.Persistent)
            return options.AllowRenewal ? session.PersistentAbsoluteTimeout : session.PersistentIdleTimeout;
        return options.AllowRenewal ? session.AbsoluteTimeout : session.IdleTimeout;
    }
}
