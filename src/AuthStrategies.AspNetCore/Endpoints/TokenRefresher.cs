using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Requests;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Refreshes a credential with whichever strategy issued it. A thread-safe singleton.</summary>
internal sealed class TokenRefresher(AuthHttpServices services, ILogger<TokenRefresher> logger)
{
    /// <summary>The fresh credential and its strategy, or nothing when it is refused.</summary>
    public async ValueTask<(IssuedCredential Credential, HttpStrategy Strategy)?> RefreshAsync(PresentedCredential presented, CancellationToken cancellationToken)
    {
        foreach (HttpStrategy strategy in services.Strategies)
        {
            if (!MayRefresh(strategy, presented))
                continue;

            RefreshResult result = await strategy.Strategy.RefreshAsync(presented.Text, cancellationToken).ConfigureAwait(false);
            if (result.Succeeded)
                return (result.Credential, strategy);
            if (result.Failure is not { } failure)
                continue;

            HttpLog.RefreshRefused(logger, failure.Reason, failure.Detail);
            if (!StrategyOrder.GoesOn(failure.Reason, presented.Text))
                return null;
        }

        return null;
    }

    private static bool MayRefresh(HttpStrategy strategy, in PresentedCredential presented) =>
        strategy.Reads(presented)
        || (presented.Source == CredentialSource.Cookie && strategy.UsesCookie && strategy.Kind != AuthStrategyKind.Session && strategy.Cookie.RefreshName == presented.Name);
}
