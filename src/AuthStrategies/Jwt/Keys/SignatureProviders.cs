using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Creates the signature provider of a key. Uses the token library's algorithms, but none of its caches and defaults.</summary>
internal static class SignatureProviders
{
    // A separate factory: the library's shared one caches providers, and an application may have put its own provider into it.
    private static readonly CryptoProviderFactory Factory = new() { CacheSignatureProviders = false };

    public static SignatureProvider OfSecret(JwtAlgorithm algorithm, byte[] secret) =>
        new SecretSignatureProvider(Own(new SymmetricSecurityKey(secret)), algorithm.Name, secret);

    public static SignatureProvider OfRsa(JwtAlgorithm algorithm, RSA key, bool canSign) => Make(Own(new RsaSecurityKey(key)), algorithm, canSign);

    public static SignatureProvider OfEc(JwtAlgorithm algorithm, ECDsa key, bool canSign) => Make(Own(new ECDsaSecurityKey(key)), algorithm, canSign);

    private static SignatureProvider Make(SecurityKey key, JwtAlgorithm algorithm, bool canSign) => canSign
        ? Factory.CreateForSigning(key, algorithm.Name, cacheProvider: false)
        : Factory.CreateForVerifying(key, algorithm.Name, cacheProvider: false);

    private static TKey Own<TKey>(TKey key)
        where TKey : SecurityKey
    {
        key.CryptoProviderFactory = Factory;
        return key;
    }

    /// <summary>Avoids the copy of the secret that the token library otherwise makes on every call and does not clear.</summary>
    private sealed class SecretSignatureProvider(SymmetricSecurityKey key, string algorithm, byte[] secret) : SymmetricSignatureProvider(key, algorithm, willCreateSignatures: true)
    {
        protected override byte[] GetKeyBytes(SecurityKey key) => secret;
    }
}
