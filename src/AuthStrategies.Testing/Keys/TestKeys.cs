using System.Collections.Concurrent;

namespace AuthStrategies.Testing;

/// <summary>
/// Keys for tests, one for each algorithm, created on first use and shared by the whole process, because creating RSA keys for
/// every test is slow. <b>Never sign real tokens with them</b>: all code in the process shares them, and they
/// are lost when it ends. Thread-safe.
/// </summary>
public static class TestKeys
{
    private static readonly ConcurrentDictionary<string, Lazy<JwtKey>> Keys = new(StringComparer.Ordinal);

    /// <summary>An HMAC SHA-256 secret, the fastest key: for tests that are not about keys.</summary>
    public static JwtKey Default => Of("HS256");

    /// <summary>The process's key for an algorithm.</summary>
    /// <param name="algorithm">A signing algorithm as in the token's <c>alg</c>, such as <c>ES256</c>, or the name of an encryption algorithm.</param>
    /// <returns>The same key for each call with the same name.</returns>
    /// <exception cref="ArgumentException">The algorithm is unknown; the message lists the known names.</exception>
    public static JwtKey Of(string algorithm)
    {
        ArgumentException.ThrowIfNullOrEmpty(algorithm);
        return Keys.GetOrAdd(algorithm, static name => new(() => JwtKey.Generate(name))).Value;
    }

    /// <summary>A new key for an algorithm at every call, different from <see cref="Of"/>: for tokens that must not verify.</summary>
    /// <param name="algorithm">As for <see cref="Of"/>.</param>
    /// <returns>A new key.</returns>
    /// <exception cref="ArgumentException">The algorithm is unknown; the message lists the known names.</exception>
    public static JwtKey Another(string algorithm = "HS256") => JwtKey.Generate(algorithm);
}
