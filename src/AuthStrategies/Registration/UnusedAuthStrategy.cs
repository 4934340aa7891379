using AuthStrategies.Registration;

namespace AuthStrategies;

/// <summary>
/// A strategy that the configuration describes and does not choose: with another word in <c>Strategy</c> it would be used. It issues and
/// authenticates nothing. It only ends sessions from a time when it was used, so that a logout after a change of the word is one. The
/// container has one for each such strategy: inject <see cref="IEnumerable{T}"/>. Thread-safe.
/// </summary>
public sealed class UnusedAuthStrategy
{
    internal UnusedAuthStrategy(string name, AuthStrategyKind kind, IReadOnlyList<string> usedInstead, UnusedSessionRevoker revoker) =>
        (Name, Kind, UsedInstead, Revoker) = (name, kind, usedInstead, revoker);

    /// <summary>The name that the strategy would have.</summary>
    public string Name { get; }

    /// <summary>The kind of the strategy.</summary>
    public AuthStrategyKind Kind { get; }

    /// <summary>The names of the strategies that the same section chooses.</summary>
    public IReadOnlyList<string> UsedInstead { get; }

    internal UnusedSessionRevoker Revoker { get; }

    /// <summary>Ends the session that a credential of this strategy names: a session token, a refresh token, or an access token, which may have expired.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// What <see cref="IAuthStrategy.RevokeAsync"/> of the strategy would return. <see cref="RevokeOutcome.NotFound"/> for a credential that
    /// is not of this strategy, and for an access token while the options of the strategy are not valid.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The session store, or the key store, did not answer.</exception>
    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return Revoker.RevokeAsync(credential, cancellationToken);
    }
}
