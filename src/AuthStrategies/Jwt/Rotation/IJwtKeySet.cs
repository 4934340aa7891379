namespace AuthStrategies;

/// <summary>
/// The public keys of one JWT strategy, with which others verify its tokens. Inject it with <c>[FromKeyedServices("name")]</c>,
/// or without a key for the JWT strategy that was added first. A thread-safe singleton.
/// </summary>
public interface IJwtKeySet
{
    /// <summary>The issuer that the tokens name: <see cref="JwtStrategyOptions.Issuer"/>.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options have never been valid.</exception>
    string Issuer { get; }

    /// <summary>The algorithms of the keys that can be published, those of rotating keys included, each once. Empty for a strategy that has only secrets.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options have never been valid.</exception>
    IReadOnlyList<string> Algorithms { get; }

    /// <summary>How long others may cache the keys: 5 minutes, or half the announcement period of rotating keys if that is shorter.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options have never been valid.</exception>
    TimeSpan CacheDuration { get; }

    /// <summary>
    /// Writes the keys that verify now as a JWK Set (RFC 7517 §5): the active key, the announced and retired keys in the order
    /// in which they sign, then the keys of the options. The same on every node. Contains public members only; a strategy
    /// that has only secrets publishes an empty set.
    /// </summary>
    /// <param name="cancellationToken">Stops the wait for the key store.</param>
    /// <returns>One JSON object of the media type <c>application/jwk-set+json</c>.</returns>
    /// <exception cref="JwtKeyStoreException">The keys rotate, and the key store has never answered.</exception>
    ValueTask<string> GetJwksAsync(CancellationToken cancellationToken = default);
}
