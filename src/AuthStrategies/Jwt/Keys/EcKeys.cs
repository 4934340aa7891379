using System.Buffers.Text;
using System.Security.Cryptography;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Elliptic-curve keys for ES algorithms: exactly the algorithm's curve (RFC 7518 §3.4).</summary>
internal static class EcKeys
{
    /// <summary>Copies a key.</summary>
    /// <exception cref="ArgumentException">The key breaks a rule.</exception>
    public static KeyMaterial Import(ECDsa key, JwtAlgorithm algorithm, string parameter)
    {
        ECParameters parameters = KeyExport.Read(key.ExportParameters, () => key.SignHash(new byte[SHA256.HashSizeInBytes]), parameter);
        return Take(parameters, algorithm, parameter);
    }

    /// <summary>Creates a key from its parameters and clears the private one.</summary>
    /// <exception cref="ArgumentException">The parameters break a rule.</exception>
    public static KeyMaterial Take(ECParameters parameters, JwtAlgorithm algorithm, string parameter)
    {
        try
        {
            EcCurve curve = algorithm.Curve;
            if (!curve.Matches(parameters.Curve))
                throw new ArgumentException($"{algorithm.Name} needs a key on the named curve {curve.Name}, but this key uses another curve or explicit parameters. {KeyAdvice.Make(algorithm)}", parameter);

            parameters.Curve = curve.Platform;
            if (parameters.Q.X?.Length != curve.Size || parameters.Q.Y?.Length != curve.Size || !IsSound(parameters))
                throw new ArgumentException($"This key is damaged: its point is not on {curve.Name}, or its private part does not belong to it.", parameter);

#pragma warning disable CA2000 // The key material owns it.
            ECDsa key = ECDsa.Create(parameters);
#pragma warning restore CA2000
            PublicMembers members = PublicMembers.Ec(curve.Name, Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y));
            return KeyMaterial.OfEc(algorithm, key, parameters.D is not null, members);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    /// <summary>Creates a key on the algorithm's curve.</summary>
    public static KeyMaterial Generate(JwtAlgorithm algorithm)
    {
        using ECDsa key = ECDsa.Create(algorithm.Curve.Platform);
        return Import(key, algorithm, nameof(algorithm));
    }

    // Also checks the public part alone: given both parts, a platform may compute the point and ignore the given one.
    private static bool IsSound(ECParameters parameters)
    {
        try
        {
            using ECDsa publicKey = ECDsa.Create(parameters with { D = null });
            using ECDsa key = ECDsa.Create(parameters);
            byte[] hash = new byte[SHA256.HashSizeInBytes];
            return parameters.D is null || publicKey.VerifyHash(hash, key.SignHash(hash));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
