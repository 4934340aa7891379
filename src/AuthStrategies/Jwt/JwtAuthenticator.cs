using System.Diagnostics;
using System.Runtime.CompilerServices;
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
        // A method that ends an activity keeps its answer in a second place, which costs each call 10 ns. So the direct path has none.
        if (proof.Use is not null || AuthStrategiesMetrics.Activities.HasListeners())
            return AuthenticateWithStoreAsync(credential, caller, proof, policy, current, now, cancellationToken);
        if (!CompactToken.IsCandidate(credential))
            return Answer(AuthResult.None, verified: default, caller, policy, now, cancellationToken);

        // The facts of a cached token are read where they are, and not copied for each call.
        return CachedJwtVerifier.Find(credential, policy, current, now, diagnostics, out ulong hash) is { } cached
            ? Answer(Accept(cached.Facts, proof.Thumbprint, policy), cached.Facts, caller, policy, now, cancellationToken)
            : AuthenticateNew(credential, hash, caller, proof, policy, current, now, cancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<AuthResult> AuthenticateNew(
        string credential, ulong hash, IClientFactsSource? caller, KeyProof proof, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AuthResult result = VerifyNew(credential, hash, proof.Thumbprint, policy, current, now, out VerifiedToken verified);
        if (keys.FindNewer(credential, result.Failure?.Reason, policy, now, cancellationToken) is { } newer)
            return AuthenticateWithLoadedKeysAsync(credential, caller, proof, policy, newer, now, cancellationToken);

        return Answer(result, verified, caller, policy, now, cancellationToken);
    }

    /// <summary>With the session of the token, which a store in memory and a near cache find at once, or with its generation.</summary>
    private ValueTask<AuthResult> Answer(AuthResult result, in VerifiedToken verified, IClientFactsSource? caller, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (result.Succeeded && policy.RequiresLiveSession)
        {
            ValueTask<AuthFailure?> check = _sessionCheck.CheckAsync(verified, policy, now, cancellationToken);
            if (!check.IsCompletedSuccessfully)
                return ReportWhenCheckedAsync(check, result, caller);
            if (check.Result is { } failure)
                result = AuthResult.Fail(failure);
        }
        else if (result.Succeeded && verified.ObservesGeneration && !GenerationOf(policy).IsKnownCurrent(verified.Generation, now))
        {
            return AskGenerationAsync(result, verified.Generation, caller, policy, now, cancellationToken);
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
        if (!await GenerationOf(policy).IsCurrentAsync(generation, now, cancellationToken).ConfigureAwait(false))
            result = AuthResult.Fail(JwtFailures.EverythingRevoked);
        diagnostics.Authenticated(result, activity: null, caller);
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

        return CachedJwtVerifier.Find(credential, policy, current, now, diagnostics, out ulong hash) is { } cached
            ? Accept(verified = cached.Facts, keyThumbprint, policy)
            : VerifyNew(credential, hash, keyThumbprint, policy, current, now, out verified);
    }

    private AuthResult VerifyNew(string credential, ulong hash, string? keyThumbprint, JwtPolicy policy, CurrentKeys current, DateTimeOffset now, out VerifiedToken verified)
    {
        if (CachedJwtVerifier.VerifyNew(credential, hash, policy, current, now, out verified) is not { } failure)
            return Accept(verified, keyThumbprint, policy);

        IssuedTime.ReportAhead(failure, credential, policy, diagnostics.Clock, now);
        return AuthResult.Fail(failure);
    }

    private static AuthResult Accept(in VerifiedToken verified, string? keyThumbprint, JwtPolicy policy) =>
        KeyBinding.RefusalOf(verified.KeyThumbprint, keyThumbprint) is { } refusal
            ? AuthResult.Fail(refusal)
            : AuthResult.Success(policy.Principals.Create(verified.Claims), verified.Result);
}
