using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// POST: a browser registers a key for the session of its cookie. The proof answers the challenge of the sign-in, which names the session, so
/// neither a page of another site nor a copied cookie can register one. A thread-safe singleton.
/// </summary>
internal sealed class RegisterDeviceEndpoint(
    CredentialReader reader, StrategyList strategies, DeviceProofVerifier verifier, DeviceChallenges challenges, DeviceAnswers answers, ChallengeWriter unavailable, DeviceReports reports)
{
    // The longest proof that the verifier reads is shorter.
    private const int MaxProofLength = 16 * 1024;

    public async Task<Results<JsonHttpResult<DeviceInstructions>, ProblemResult>> RegisterAsync(HttpContext context)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        if (!StructuredText.TryRead(context.Request.Headers[DeviceHeaders.Proof], MaxProofLength, out string text))
            return Refuse(context, DeviceRefusal.InvalidProof, "the request has not exactly one proof");

        DeviceProofResult proof = verifier.Verify(text);
        if (!proof.Succeeded)
            return Refuse(context, DeviceReports.RefusalOf(proof.Error), $"the proof was refused ({proof.Error})");

        try
        {
            if (!challenges.TryRead(DeviceStatementKind.Registration, proof.Challenge, out DeviceStatement challenge))
                return Refuse(context, DeviceRefusal.UnknownChallenge, "the proof answers no challenge of a sign-in within its lifetime");

            // Before the session is bound: if it cannot be made, the session must not need it.
            BoundCookie cookie = answers.CreateCookie(challenge.Session, proof.Key);
            (DeviceBindingOutcome outcome, HttpStrategy? strategy) = await BindAsync(context, challenge.Session, proof.Key).ConfigureAwait(false);
            if (outcome != DeviceBindingOutcome.Bound)
                return Refuse(context, RefusalOf(outcome), TextOf(outcome), strategy, challenge.Session);

            reports.Registered(strategy!, challenge.Session);
            return answers.Bound(context, strategy!, challenge.Session, cookie);
        }
        catch (AuthUnavailableException exception)
        {
            return unavailable.Unavailable(context.Response, exception, Problems.NotAnswered);
        }
    }

    /// <summary>Binds with the cookie of the session; a request may have several values of it.</summary>
    private async ValueTask<(DeviceBindingOutcome Outcome, HttpStrategy? Strategy)> BindAsync(HttpContext context, SessionId session, DeviceKey key)
    {
        AuthRequest request = AuthRequest.Of(context, reader);
        foreach (PresentedCredential credential in request.Presented.All)
        {
            if (credential.Source != CredentialSource.Cookie)
                continue;

            foreach (HttpStrategy strategy in strategies.All)
            {
                if (!strategy.BindsDevices || !strategy.Reads(credential) || strategy.Strategy.GetService<IDeviceBinding>() is not { } binding)
                    continue;

                ValueTask<DeviceBindingOutcome> call;
                using (new ClientFactsScope(request))
                    call = binding.BindDeviceAsync(credential.Text, session, key, context.RequestAborted);
                DeviceBindingOutcome outcome = await call.ConfigureAwait(false);
                if (outcome != DeviceBindingOutcome.NotFound)
                    return (outcome, strategy);
            }
        }

        return default;
    }

    private ProblemResult Refuse(HttpContext context, DeviceRefusal refusal, string reason, HttpStrategy? strategy = null, SessionId? session = null)
    {
        reports.RegistrationRefused(context, strategy, session, refusal, reason);
        return Problems.DeviceProofRefused.ToResult();
    }

    private static DeviceRefusal RefusalOf(DeviceBindingOutcome outcome) => outcome switch
    {
        DeviceBindingOutcome.AlreadyBound => DeviceRefusal.AlreadyBound,
        DeviceBindingOutcome.TooLarge => DeviceRefusal.TooLarge,
        _ => DeviceRefusal.UnknownSession,
    };

    private static string TextOf(DeviceBindingOutcome outcome) => outcome switch
    {
        DeviceBindingOutcome.AlreadyBound => "its session has a device already",
        DeviceBindingOutcome.TooLarge => "the record of its session has no room for the key",
        _ => "the request has no cookie of the session that was asked to register",
    };
}
