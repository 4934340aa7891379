using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies;

/// <summary>
/// The keys of another issuer, from a place outside the options: its key set at an address, for example (package
/// <c>AuthStrategies.Issuers</c>). A JWT strategy with a source only verifies. Choose it with <c>UseJwtKeySource</c>. A thread-safe
/// singleton.
/// </summary>
/// <remarks>
/// <para>
/// The strategy waits for a source only on behalf of a token whose <c>iss</c>, which is not verified at that time, is an issuer that the
/// strategy accepts. The <c>iss</c> decides who is asked, and never what is accepted.
/// </para>
/// <para>
/// A list of keys never changes. While the keys are the same, the source returns the same list with the same <see cref="JwtKey"/> objects:
/// verified tokens stay cached only as long as the key that verified them is in the list. Keys that are secrets are ignored, and so is a
/// key with the id of one before it. An exception of a source is "cannot tell": the strategy throws
/// <see cref="IssuerKeysException"/> with it as the inner exception, and with its <see cref="AuthUnavailableException.RetryAfter"/>.
/// </para>
/// </remarks>
public interface IJwtKeySource
{
    /// <summary>
    /// How old the keys are, for health checks. Makes no call. Default: <see langword="null"/>, which means that no keys are known yet, or that the
    /// source does not say.
    /// </summary>
    JwtKeySourceState? State => null;

    /// <summary>Gets the keys that can be used without waiting. Called for each token, so it makes no call and allocates nothing.</summary>
    /// <param name="now">The time at which the strategy was called.</param>
    /// <param name="keys">The keys, perhaps none; <see langword="null"/> if the source must be asked first.</param>
    /// <returns>Whether the keys are known and new enough to be used.</returns>
    bool TryGetKeys(DateTimeOffset now, [NotNullWhen(true)] out IReadOnlyList<JwtKey>? keys);

    /// <summary>Gets the keys, and waits for them if necessary. Called after <see cref="TryGetKeys"/> has answered no.</summary>
    /// <param name="now">The time at which the strategy was called.</param>
    /// <param name="cancellationToken">Ends this wait. Others may wait for the same answer, so it does not end the call.</param>
    /// <returns>The keys, perhaps none.</returns>
    /// <exception cref="AuthUnavailableException">The keys are not known now.</exception>
    ValueTask<IReadOnlyList<JwtKey>> GetKeysAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for newer keys, for a token that no known key verifies. Anyone can write such tokens, at any rate: the source asks at most once
    /// in a period, for all tokens together.
    /// </summary>
    /// <param name="now">The time at which the strategy was called.</param>
    /// <param name="cancellationToken">Ends this wait. Others may wait for the same answer, so it does not end the call.</param>
    /// <returns>The keys after the answer; <see langword="null"/> if nothing was asked, because the last answer is recent. The token is then refused.</returns>
    /// <exception cref="AuthUnavailableException">The issuer does not answer, so whether it has another key is not known.</exception>
    ValueTask<IReadOnlyList<JwtKey>?> FindNewerKeysAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
