using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Requests;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Refreshes a credential with whichever strategy issued it. A thread-safe singleton.</summary>
internal sealed class TokenRefresher(Door door, ILogger<TokenRefresher> logger)
{
    /// <summary>The fresh credential and its strategy, or nothing when it is refused.</summary>
    public async ValueTask<(IssuedCredential Credential, DoorStrategy Strategy)?> RefreshAsync(PresentedCredential presented, CancellationToken cancellationToken)
    {
        foreach (DoorStrategy strategy in door.Strategies)
        {
            if (!MayRefresh(strategy, presented))
                continue;

            RefreshResult result = await strategy.Strategy.RefreshAsync(presented.Text, cancellationToken).ConfigureAwait(false);
            if (result.Succeeded)
                return (result.Credential, strategy);
            if (result.Failure is not { } failure)
                continue;

            DoorLog.RefreshRefused(logger, failure.Reason, failure.Detail);
            if (!AskingOrder.GoesOn(failure.Reason, presented.Text))
                return null;
        }

        return null;
    }

    private static bool MayRefresh(DoorStrategy strategy, in PresentedCredential presented) =>
        strategy.Reads(presented)
        || (presented.Source == CredentialSource.Cookie && strategy.UsesCookie && strategy.Kind != AuthStrategyKind.Session && strategy.Cookie.RefreshName == presented.Name);
}
