using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// POST: a browser gets a new bound cookie for a proof of its key. The session is found by <c>Sec-Secure-Session-Id</c>; no cookie is needed, and none is
/// looked at: a bound cookie is of no use without the cookie of the session. A thread-safe singleton.
/// </summary>
internal sealed class RefreshDeviceEndpoint(
    CredentialReader reader, StrategyList strategies, DeviceProofVerifier verifier, DeviceChallenges challenges, DeviceAnswers answers, ChallengeWriter unavailable, DeviceReports reports)
{
    private const int MaxProofLength = 16 * 1024;
    private const int MaxIdLength = 128;

    public async Task<Results<JsonHttpResult<DeviceInstructions>, JsonHttpResult<DeviceInstructionsEnd>, ProblemResult>> RefreshAsync(HttpContext context)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        // Fixes the names of the cookies below a path base. The default scheme of the application may be another one, so nothing has done it yet.
        AuthRequest.Of(context, reader);
        if (!StructuredText.TryRead(context.Request.Headers[DeviceHeaders.SessionId], MaxIdLength, out string id))
            return Refuse(context, strategy: null, session: null, DeviceRefusal.InvalidProof, "the request names no session");

        try
        {
            // An id of another form is none of ours: as for an ended session, the browser forgets it.
            if (!SessionId.TryParse(id, out SessionId session) || await FindAsync(session, context.RequestAborted).ConfigureAwait(false) is not { } bound)
                return DeviceAnswers.Ended(context);
            if (!context.Request.Headers.TryGetValue(DeviceHeaders.Proof, out StringValues proofs))
                return Ask(context, session);
            if (!StructuredText.TryRead(proofs, MaxProofLength, out string text))
                return Refuse(context, bound.Strategy, session, DeviceRefusal.InvalidProof, "the request has not exactly one proof");

            DeviceProofResult proof = verifier.Verify(text, bound.Key);
            if (!proof.Succeeded)
                return Refuse(context, bound.Strategy, session, DeviceReports.RefusalOf(proof.Error), $"the proof was refused ({proof.Error})");
            // Browsers answer the last challenge that they know. One that is old, or was answered before, is replaced.
            if (!challenges.TryRead(DeviceStatementKind.Refresh, proof.Challenge, out DeviceStatement challenge) || challenge.Session != session)
                return AskAgain(context, bound.Strategy, session, "the proof answers no challenge of this session within its lifetime");
            BoundCookie cookie = answers.CreateCookie(session, bound.Key);
            if (!await bound.Binding.TryUseChallengeAsync(proof.Challenge, challenge.EndsAt, context.RequestAborted).ConfigureAwait(false))
                return AskAgain(context, bound.Strategy, session, "the challenge of the proof was answered before");

            reports.Refreshed(bound.Strategy);
            return answers.Bound(context, bound.Strategy, session, cookie);
        }
        catch (AuthUnavailableException exception)
        {
            return unavailable.Unavailable(context.Response, exception, Problems.NotAnswered);
        }
    }

    private async ValueTask<(HttpStrategy Strategy, IDeviceBinding Binding, DeviceKey Key)?> FindAsync(SessionId session, CancellationToken cancellationToken)
    {
        foreach (HttpStrategy strategy in strategies.All)
        {
            if (strategy.BindsDevices && strategy.Strategy.GetService<IDeviceBinding>() is { } binding && await binding.FindDeviceAsync(session, cancellationToken).ConfigureAwait(false) is { } key)
                return (strategy, binding, key);
        }

        return null;
    }

    private ProblemResult Ask(HttpContext context, SessionId session)
    {
        context.Response.Headers[DeviceHeaders.Challenge] = $"\"{challenges.Create(DeviceStatementKind.Refresh, session)}\";id=\"{session}\"";
        NoStore.Apply(context.Response);
        return Problems.DeviceProofNeeded.ToResult();
    }

    private ProblemResult AskAgain(HttpContext context, HttpStrategy strategy, SessionId session, string reason)
    {
        reports.RefreshRefused(context, strategy, session, DeviceRefusal.UnknownChallenge, reason);
        return Ask(context, session);
    }

    private ProblemResult Refuse(HttpContext context, HttpStrategy? strategy, SessionId? session, DeviceRefusal refusal, string reason)
    {
        reports.RefreshRefused(context, strategy, session, refusal, reason);
        return Problems.DeviceProofRefused.ToResult();
    }
}
