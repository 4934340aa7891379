using AuthStrategies.AspNetCore.Requests;

namespace AuthStrategies.AspNetCore.SignIn;

/// <summary>Ends the login behind a credential, whichever strategy issued it. A thread-safe singleton.</summary>
internal sealed class CredentialRevoker(AuthHttpServices services)
{
    public async ValueTask<RevokeOutcome> RevokeAsync(PresentedCredential credential, CancellationToken cancellationToken)
    {
        foreach (HttpStrategy strategy in services.Strategies)
        {
            if (!strategy.Reads(credential))
                continue;

            RevokeOutcome outcome = await strategy.Strategy.RevokeAsync(credential.Text, cancellationToken).ConfigureAwait(false);
            if (outcome != RevokeOutcome.NotFound)
                return outcome;
        }

        return RevokeOutcome.NotFound;
    }
}
