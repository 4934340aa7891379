using AuthStrategies.Configuration;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>
/// The policy of a JWT strategy at a moment: that of the options, with the keys of that moment where they rotate. The only
/// way to it, so that nobody works with keys of yesterday. Thread-safe.
/// </summary>
internal sealed class JwtPolicyProvider(PolicySource<JwtPolicy> options, RotatingKeys? keys = null)
{
    /// <summary>The policy of the options alone, without rotating keys.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options have never been valid.</exception>
    public JwtPolicy OptionsPolicy => options.Current;

    /// <summary>Gives the policy, if that takes no waiting. Allocates nothing as long as nothing changes.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options have never been valid.</exception>
    public bool TryGet(DateTimeOffset now, out JwtPolicy policy)
    {
        policy = options.Current;
        return policy.Rotation is null || keys!.TryGet(policy, now, out policy);
    }

    /// <summary>Gives the policy; waits for the key store if it must be asked.</summary>
    /// <exception cref="JwtKeyStoreException">It must, and it has never answered.</exception>
    public ValueTask<JwtPolicy> GetAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        TryGet(now, out JwtPolicy policy) ? new(policy) : keys!.GetAsync(policy, now, cancellationToken);

    /// <summary>Gives a newer policy to somebody who did not find a key in one. Unknown key ids cost one question in a while, however many come.</summary>
    /// <returns><see langword="null"/> when there is none: the keys don't rotate, or the store was asked just before.</returns>
    public Task<JwtPolicy>? FindNewer(DateTimeOffset now, CancellationToken cancellationToken) =>
        options.Current is { Rotation: not null } current ? keys!.AskForUnknown(current, now, cancellationToken) : null;

    /// <summary>Changes the rotating keys.</summary>
    /// <exception cref="InvalidOperationException">They don't rotate.</exception>
    public ValueTask<KeyTimeline> ChangeAsync(DateTimeOffset now, Func<KeyTimeline, KeyTimeline> change, CancellationToken cancellationToken) =>
        options.Current is { Rotation: not null } current ? keys!.ChangeAsync(current, now, change, cancellationToken) : throw NotRotating();

    /// <summary>When the keys rotate.</summary>
    /// <exception cref="InvalidOperationException">They don't.</exception>
    public KeySchedule Schedule() => options.Current.Rotation ?? throw NotRotating();

    private static InvalidOperationException NotRotating() =>
        new("The keys of this strategy don't rotate: they are those of SigningKeys and VerificationKeys. Change them there, or let the library rotate them: o.RotateKeys(…).");
}
