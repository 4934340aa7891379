using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Sessions;

/// <summary>Asks the application's <see cref="IPrincipalRefresher"/> at refresh, if there is one. Thread-safe.</summary>
internal sealed class PrincipalRefresh(IServiceScopeFactory scopes, IServiceProviderIsService? services)
{
    // If the container does not support this question, every refresh opens a scope to find out.
    public bool IsUsed { get; } = services?.IsService(typeof(IPrincipalRefresher)) ?? true;

    /// <summary>The new claims; <see langword="null"/> if the application refuses.</summary>
    /// <exception cref="InvalidOperationException">The application returned a principal that no credential can be issued for.</exception>
    public async ValueTask<ClaimSet?> AskAsync(
        LiveSession session, PrincipalFactory principals, StrategyDiagnostics diagnostics, CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            if (scope.ServiceProvider.GetService<IPrincipalRefresher>() is not { } refresher)
                return session.Payload.Claims;

            ClaimsPrincipal? answer = await refresher
                .RefreshAsync(principals.Create(session.Payload.Claims), session.ToInfo(), cancellationToken)
                .ConfigureAwait(false);
            return answer is null ? null : Read(answer, session, principals, diagnostics);
        }
    }

    private static ClaimSet Read(ClaimsPrincipal answer, LiveSession session, PrincipalFactory principals, StrategyDiagnostics diagnostics)
    {
        try
        {
            ClaimSet claims = PrincipalReader.Read(answer, out IReadOnlyCollection<string>? leftOut);
            diagnostics.ProtocolClaimsLeftOut(leftOut);
            return Of(claims, session, principals);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"The IPrincipalRefresher returned a principal for which no credential can be issued. {exception.Message}", exception);
        }
    }

    private static ClaimSet Of(ClaimSet claims, LiveSession session, PrincipalFactory principals)
    {
        if (!string.Equals(claims.Subject, session.Record.Subject, StringComparison.Ordinal))
            throw new InvalidOperationException("The IPrincipalRefresher returned a principal of another subject. A session never changes its subject: return the same subject, or null to refuse.");
        if (principals.AreEqual(claims, session.Payload.Claims))
            return session.Payload.Claims;

        SessionWriter.CheckSize(session.Payload.With(claims));
        return claims;
    }
}
