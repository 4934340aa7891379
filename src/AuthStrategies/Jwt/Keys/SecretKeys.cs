using System.Security.Cryptography;
using AuthStrategies.Randomness;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// Secrets: for HS algorithms at least as long as the hash (RFC 7518 §3.2), for encryption of exactly the required size
/// (RFC 7518 §5.2.5). Other kinds of keys are refused as mistakes.
/// </summary>
internal static class SecretKeys
{
    /// <summary>Copies a secret.</summary>
    /// <exception cref="ArgumentException">It has a wrong length, is not a secret, or is a key of another kind.</exception>
    public static KeyMaterial Import(ReadOnlySpan<byte> secret, JwtAlgorithm algorithm, string parameter)
    {
        // A key has only one algorithm; that is the protection. These checks only find keys of the wrong kind.
        if (KeyFormat.Find(secret) is { } form)
            throw NotSecret(form, parameter);
        if (algorithm.Encrypts && secret.Length != algorithm.HashSize)
            throw new ArgumentException($"{algorithm.Name} needs a secret of exactly {algorithm.HashSize} random bytes, but this secret has {secret.Length}. {KeyAdvice.Make(algorithm)}", parameter);
        if (secret.Length < algorithm.HashSize)
            throw new ArgumentException($"{algorithm.Name} needs a secret of at least {algorithm.HashSize} random bytes, but this secret has {secret.Length}. {KeyAdvice.Make(algorithm)}", parameter);
        if (!secret.ContainsAnyExcept(secret[0]))
            throw new ArgumentException($"All bytes of this secret are equal, so it is not secret. {KeyAdvice.Make(algorithm)}", parameter);

        return KeyMaterial.OfSecret(algorithm, secret.ToArray());
    }

    /// <summary>Reads a secret from base64 or base64url.</summary>
    /// <exception cref="ArgumentException">The text is neither, or <see cref="Import"/> refuses the secret.</exception>
    public static KeyMaterial Decode(string text, JwtAlgorithm algorithm, string parameter)
    {
        if (KeyFormat.Find(text) is { } form)
            throw NotSecret(form, parameter);
        if (!Base64Text.TryDecodeAny(text, out byte[]? secret))
            throw new ArgumentException($"A secret must be base64 or base64url, but this text is neither. {KeyAdvice.Make(algorithm)}", parameter);

        try
        {
            return Import(secret, algorithm, parameter);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Creates a secret as long as the hash, which is also the size for encryption.</summary>
    public static KeyMaterial Generate(JwtAlgorithm algorithm)
    {
        byte[] secret = new byte[algorithm.HashSize];
        SecureRandom.Fill(secret);
        return KeyMaterial.OfSecret(algorithm, secret);
    }

    private static ArgumentException NotSecret(KeyForm form, string parameter) => new($"This is {form.Description}, not a secret. {form.Remedy}", parameter);
}
