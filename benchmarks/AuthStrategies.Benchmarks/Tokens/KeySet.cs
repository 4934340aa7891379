using System.Security.Cryptography;
using Jose;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>One key, in the form each contender wants, made once as all of them ask for.</summary>
internal sealed record KeySet(string Algorithm, JwtKey Ours, SecurityKey Handler, JwsAlgorithm JoseAlgorithm, object Jose, IPrimitive Floor)
{
    public static KeySet Hs256()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        return new("HS256", JwtKey.FromSecret(secret, "HS256", TokenSample.KeyId), Named(new SymmetricSecurityKey(secret)), JwsAlgorithm.HS256, secret, new HmacPrimitive(secret));
    }

    public static KeySet Rs256()
    {
        var rsa = RSA.Create(2048);
        return new("RS256", JwtKey.From(rsa, "RS256", TokenSample.KeyId), Named(new RsaSecurityKey(rsa)), JwsAlgorithm.RS256, rsa, new RsaPrimitive(rsa));
    }

    public static KeySet Es256()
    {
        var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new("ES256", JwtKey.From(ec, "ES256", TokenSample.KeyId), Named(new ECDsaSecurityKey(ec)), JwsAlgorithm.ES256, ec, new EcdsaPrimitive(ec));
    }

    private static SecurityKey Named(SecurityKey key)
    {
        key.KeyId = TokenSample.KeyId;
        return key;
    }
}
