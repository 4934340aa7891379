using System.Diagnostics.CodeAnalysis;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;

namespace AuthStrategies.Jwt;

/// <summary>
/// The keys that verify the tokens of one strategy: those of the options and of rotation, or those of an <see cref="IJwtKeySource"/>.
/// The key store and the source are asked only for a token that names an issuer of the strategy: no other token could be accepted with newer keys.
/// Thread-safe.
/// </summary>
internal sealed class VerificationKeys(string strategy, JwtKeyProvider keys, IJwtKeySource? source)
{
    private volatile SourceKeys? _last;

    /// <summary>Gets the keys for a token, if there is nothing to wait for. Allocates nothing while nothing changes.</summary>
    public bool TryGet(string credential, JwtPolicy policy, DateTimeOffset now, out CurrentKeys current)
    {
        if (source is null)
            return keys.TryGet(policy.KeyPolicy, now, out current) || !UnverifiedIssuer.IsAccepted(credential, policy);

        if (TryGetKnown(source, now, out IReadOnlyList<JwtKey>? known))
        {
            current = KeysOf(policy, known);
            return true;
        }

        current = policy.KeyPolicy.Configured;
        return !UnverifiedIssuer.IsAccepted(credential, policy);
    }

    /// <summary>Gets the keys for a token. Asks the key store or the source if necessary.</summary>
    /// <exception cref="AuthUnavailableException">The keys are not known now.</exception>
    public ValueTask<CurrentKeys> GetAsync(string credential, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (TryGet(credential, policy, now, out CurrentKeys current))
            return new(current);

        return source is null ? keys.GetAsync(policy.KeyPolicy, now, cancellationToken) : new(LoadAsync(source, policy, now, cancellationToken));
    }

    /// <summary>Asks for newer keys, if newer keys could accept the refused token and it is time to ask.</summary>
    /// <returns>The keys after the answer; <see langword="null"/> when nothing was asked.</returns>
    public Task<CurrentKeys>? FindNewer(string credential, AuthFailureReason? refusal, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!MayBeNewKey(refusal, policy) || !UnverifiedIssuer.IsAccepted(credential, policy))
            return null;
        if (source is null)
            return keys.FindNewer(policy.KeyPolicy, now, cancellationToken);

        ValueTask<IReadOnlyList<JwtKey>?> asked = FindNewerAsync(source, refusal, now, cancellationToken);
        return asked is { IsCompletedSuccessfully: true, Result: null } ? null : CreateAsync(asked, policy);
    }

    private bool TryGetKnown(IJwtKeySource asked, DateTimeOffset now, [NotNullWhen(true)] out IReadOnlyList<JwtKey>? known)
    {
        try
        {
            return asked.TryGetKeys(now, out known);
        }
        catch (Exception exception) when (exception is not IssuerKeysException)
        {
            throw Failed(exception);
        }
    }

    // Another issuer may start to use another algorithm, and may have put another key in the place of one with the same id.
    private bool MayBeNewKey(AuthFailureReason? refusal, JwtPolicy policy) => refusal switch
    {
        AuthFailureReason.UnknownKey => source is not null || policy.KeyPolicy.Rotation is not null,
        AuthFailureReason.BadSignature => source is not null,
        AuthFailureReason.UnsupportedAlgorithm => source is not null && policy.KeyPolicy.AllowsAlgorithmsOfKeys,
        _ => false,
    };

    private async Task<CurrentKeys> LoadAsync(IJwtKeySource asked, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return KeysOf(policy, await asked.GetKeysAsync(now, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (!IsExpected(exception, cancellationToken))
        {
            throw Failed(exception);
        }
    }

    private async ValueTask<IReadOnlyList<JwtKey>?> FindNewerAsync(IJwtKeySource asked, AuthFailureReason? refusal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await asked.FindNewerKeysAsync(now, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthUnavailableException) when (refusal is AuthFailureReason.BadSignature)
        {
            // The key is known, and the token is not signed with it.
            return null;
        }
        catch (Exception exception) when (!IsExpected(exception, cancellationToken))
        {
            throw Failed(exception);
        }
    }

    private async Task<CurrentKeys> CreateAsync(ValueTask<IReadOnlyList<JwtKey>?> asked, JwtPolicy policy) =>
        await asked.ConfigureAwait(false) is { } found ? KeysOf(policy, found) : _last?.Keys ?? policy.KeyPolicy.Configured;

    private static bool IsExpected(Exception exception, CancellationToken cancellationToken) =>
        exception is IssuerKeysException || (exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private IssuerKeysException Failed(Exception exception) =>
        new($"The key source of the strategy \"{strategy}\" failed; the inner exception says why.", exception) { RetryAfter = (exception as AuthUnavailableException)?.RetryAfter };

    private CurrentKeys KeysOf(JwtPolicy policy, IReadOnlyList<JwtKey> list)
    {
        if (_last is { } last && ReferenceEquals(last.List, list) && ReferenceEquals(last.Policy, policy.KeyPolicy))
            return last.Keys;

        SourceKeys next = new(list, policy.KeyPolicy, policy.KeyPolicy.CreateKeys(new([], list.Where(key => !key.IsSecret).DistinctBy(key => key.KeyId, StringComparer.Ordinal))));
        _last = next;
        return next.Keys;
    }

    /// <summary>The keys of a list under the options of a policy.</summary>
    private sealed record SourceKeys(IReadOnlyList<JwtKey> List, JwtKeyPolicy Policy, CurrentKeys Keys);
}
