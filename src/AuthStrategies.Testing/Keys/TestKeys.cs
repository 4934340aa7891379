using System.Collections.Concurrent;

namespace AuthStrategies.Testing;

/// <summary>
/// Keys for tests, one for each algorithm, made when first asked for and shared by the whole process: making RSA keys for
/// every test is slow. <b>Never use them to sign anything that matters</b>: whatever runs in the process shares them, and they
/// are gone when it ends. Thread-safe.
/// </summary>
public static class TestKeys
{
    private static readonly ConcurrentDictionary<string, Lazy<JwtKey>> Keys = new(StringComparer.Ordinal);

    /// <summary>A secret for HMAC with SHA-256, which is the fastest: the key for tests that are not about keys.</summary>
    public static JwtKey Default => Of("HS256");

    /// <summary>The process's key for an algorithm.</summary>
    /// <param name="algorithm">Its name as in the token's <c>alg</c>, such as <c>ES256</c>, or that of an encryption key.</param>
    /// <returns>Always the same key for the same name.</returns>
    /// <exception cref="ArgumentException">There is no such algorithm; the message names those there are.</exception>
    public static JwtKey Of(string algorithm)
    {
        ArgumentException.ThrowIfNullOrEmpty(algorithm);
        return Keys.GetOrAdd(algorithm, static name => new(() => JwtKey.Generate(name))).Value;
    }

    /// <summary>Another key for an algorithm than <see cref="Of"/> gives: a new one with every call, for what must not verify.</summary>
    /// <param name="algorithm">As for <see cref="Of"/>.</param>
    /// <returns>A new key.</returns>
    /// <exception cref="ArgumentException">There is no such algorithm; the message names those there are.</exception>
    public static JwtKey Another(string algorithm = "HS256") => JwtKey.Generate(algorithm);
}
