using System.Diagnostics;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Authenticates tokens. Thread-safe.</summary>
/// <remarks>
/// Most methods exist twice, with and without <see langword="await"/>: most calls have everything in memory,
/// keys and cached token. An async method costs such a call time, and an allocation when it awaits. So the
/// direct path is a normal method that returns a completed <see cref="ValueTask{TResult}"/>. It calls the async method only if
/// the key store, the key source or the session store must be asked.
/// </remarks>
internal sealed class JwtAuthenticator(VerificationKeys keys, SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly JwtSessionCheck _sessionCheck = new(client, diagnostics);

    public ValueTask<AuthResult> AuthenticateAsync(string credential, IClientFactsSource? caller, KeyProof proof, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!keys.TryGet(credential, policy, now, out CurrentKeys current) && CompactToken.IsCandidate(credential))
            return AuthenticateWithLoadedKeysAsync(credential, caller, proof, policy, keys.GetAsync(credential, policy, now, cancellationToken).AsTask(), now, cancellationToken);
        if (proof.Use is not null || (policy.RequiresLiveSession && AuthStrategiesMetrics.Activities.HasListeners()))
            return AuthenticateWithStoreAsync(credential, caller, proof, policy, current, now, cancellationToken);
        if (policy.RequiresLiveSession)
            return AuthenticateUntraced(credential, caller, proof, policy, current, now, cancellationToken);

        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = Verify(credential, proof.Thumbprint, policy, current, now, out VerifiedToken verified);
        if (keys.FindNewer(credential, result.Failure?.Reason, policy, now, cancellationToken) is { } newer)
            return AuthenticateWithLoadedKeysAsync(credential, caller, proof, policy, newer, now, cancellationToken);

        if (result.Succeeded && verified.ObservesGeneration && !GenerationOf(policy).IsKnownCurrent(verified.Generation, now))
            return AskGenerationAsync(result, verified.Generation, caller, policy, now, cancellationToken);

        diagnostics.Authenticated(result, activity, caller);
        return new(result);
    }

    /// <summary>With the session of the token, which a store in memory and a near cache find at once. An activity would end before a store that must be waited for.</summary>
    private ValueTask<AuthResult> AuthenticateUntraced(
        string credential, IClientFactsSource? caller, KeyProof proof, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AuthResult result = Verify(credential, proof.Thumbprint, policy, current, now, out VerifiedToken verified);
        if (keys.FindNewer(credential, result.Failure?.Reason, policy, now, cancellationToken) is { } newer)
            return AuthenticateWithLoadedKeysAsync(credential, caller, proof, policy, newer, now, cancellationToken);

        if (result.Succeeded)
        {
            ValueTask<AuthFailure?> check = _sessionCheck.CheckAsync(verified, policy, now, cancellationToken);
            if (!check.IsCompletedSuccessfully)
                return ReportWhenCheckedAsync(check, result, caller);
            if (check.Result is { } failure)
                result = AuthResult.Fail(failure);
        }

        diagnostics.Authenticated(result, activity: null, caller);
        return new(result);
    }

    private async ValueTask<AuthResult> ReportWhenCheckedAsync(ValueTask<AuthFailure?> check, AuthResult result, IClientFactsSource? caller)
    {
        if (await check.ConfigureAwait(false) is { } failure)
            result = AuthResult.Fail(failure);
        diagnostics.Authenticated(result, activity: null, caller);
        return result;
    }

    private StrategyGeneration GenerationOf(JwtPolicy policy) => client.Generations.Of(policy.Sessions.Strategy);

    private async ValueTask<AuthResult> AskGenerationAsync(AuthResult result, Generation generation, IClientFactsSource? caller, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Authenticate);
        if (!await GenerationOf(policy).IsCurrentAsync(generation, now, cancellationToken).ConfigureAwait(false))
            result = AuthResult.Fail(JwtFailures.EverythingRevoked);
        diagnostics.Authenticated(result, activity, caller);
        return result;
    }

    private async ValueTask<AuthResult> AuthenticateWithLoadedKeysAsync(
        string credential, IClientFactsSource? caller, KeyProof proof, JwtPolicy policy, Task<CurrentKeys> loading, DateTimeOffset now, CancellationToken cancellationToken) =>
        await AuthenticateWithStoreAsync(credential, caller, proof, policy, await loading.ConfigureAwait(false), now, cancellationToken).ConfigureAwait(false);

    private async ValueTask<AuthResult> AuthenticateWithStoreAsync(
        string credential, IClientFactsSource? caller, KeyProof proof, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using Activity? activity = diagnostics.Start(StrategyDiagnostics.Authenticate);
        AuthResult result = Verify(credential, proof.Thumbprint, policy, current, now, out VerifiedToken verified);
        if (keys.FindNewer(credential, result.Failure?.Reason, policy, now, cancellationToken) is { } newer)
            result = Verify(credential, proof.Thumbprint, policy, await newer.ConfigureAwait(false), now, out verified);
        if (result.Succeeded && policy.RequiresLiveSession && await _sessionCheck.CheckAsync(verified, policy, now, cancellationToken).ConfigureAwait(false) is { } failure)
            result = AuthResult.Fail(failure);
        // The generation of a session that was looked at is checked already.
        if (result.Succeeded && verified.ObservesGeneration && !policy.RequiresLiveSession && !await GenerationOf(policy).IsCurrentAsync(verified.Generation, now, cancellationToken).ConfigureAwait(false))
            result = AuthResult.Fail(JwtFailures.EverythingRevoked);
        // Last of all, and before anything is reported: a token that is refused leaves the proof.
        if (result.Succeeded && proof.Use is { } use && !await use(cancellationToken).ConfigureAwait(false))
            result = AuthResult.Fail(KeyBinding.ProofUsed);
        diagnostics.Authenticated(result, activity, caller);
        return result;
    }

    private AuthResult Verify(string credential, string? keyThumbprint, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, out VerifiedToken verified)
    {
        verified = default;
        if (!CompactToken.IsCandidate(credential))
            return AuthResult.None;

        if (CachedJwtVerifier.Verify(credential, policy, current, now, diagnostics, out verified) is not { } failure)
        {
            return KeyBinding.RefusalOf(verified.KeyThumbprint, keyThumbprint) is { } refusal
                ? AuthResult.Fail(refusal)
                : AuthResult.Success(policy.Principals.Create(verified.Claims), verified.Result);
        }

        if (MayBeOfAnotherIssuer(failure.Reason) && UnverifiedIssuer.Read(credential, policy) is NamedIssuer.Other)
            return AuthResult.Fail(policy.Failures.WrongIssuer);

        IssuedTime.ReportAhead(failure, credential, policy, diagnostics.Clock, now);
        return AuthResult.Fail(failure);
    }

    // The cause is then the issuer and not what follows from it: that its keys, its algorithm and its type are not those of this strategy.
    private static bool MayBeOfAnotherIssuer(AuthFailureReason reason) =>
        reason is AuthFailureReason.UnknownKey or AuthFailureReason.UnsupportedAlgorithm or AuthFailureReason.BadSignature or AuthFailureReason.WrongType;
}
