using System.Security.Cryptography;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Creates keys from JWKs (RFC 7517, RFC 7518 §6).</summary>
internal static class JwkKeys
{
    private static readonly string[] SecretMembers = ["k"];
    private static readonly string[] EcMembers = ["crv", "x", "y", "d"];
    private static readonly string[] RsaMembers = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
    private static readonly string[] KindMembers = [.. SecretMembers, .. EcMembers, .. RsaMembers];

    /// <summary>Creates the key.</summary>
    /// <param name="jwk">The JWK.</param>
    /// <param name="algorithm">The algorithm, or <see langword="null"/> to use the one in the JWK.</param>
    /// <param name="algorithmParameter">The name of the argument that gave the algorithm, for messages.</param>
    /// <param name="parameter">The name of the argument that gave the JWK.</param>
    /// <exception cref="ArgumentException">The JWK breaks a rule.</exception>
    public static KeyMaterial Read(Jwk jwk, string? algorithm, string algorithmParameter, string parameter)
    {
        string name = Agree(jwk.Text("alg"), algorithm, algorithmParameter);
        if (name == JwtAlgorithm.Encryption.Name)
            CheckPurpose(jwk, "enc", "encryption", "decrypt", parameter);
        else
            CheckPurpose(jwk, "sig", "signatures", "verify", parameter);
        CheckKind(jwk, parameter);
        string blame = algorithm is null ? parameter : algorithmParameter;
        return jwk.Text("kty") switch
        {
            "oct" => Secret(jwk, JwtAlgorithm.Get(name, KeyFamily.Secret, blame), parameter),
            "RSA" => RsaKeys.Take(Rsa(jwk, parameter), JwtAlgorithm.Get(name, KeyFamily.Rsa, blame), parameter),
            "EC" => Ec(jwk, JwtAlgorithm.Get(name, KeyFamily.Ec, blame), parameter),
            _ => throw new ArgumentException("\"kty\" of this JWK is missing or not one of: oct, RSA, EC.", parameter),
        };
    }

    /// <summary>A key of two kinds could be used as the other one, for example a public key as a secret.</summary>
    private static void CheckKind(Jwk jwk, string parameter)
    {
        string[]? own = jwk.Text("kty") switch { "oct" => SecretMembers, "EC" => EcMembers, "RSA" => RsaMembers, _ => null };
        if (own is not null && KindMembers.Except(own).FirstOrDefault(name => jwk.Text(name) is not null) is { } foreign)
            throw new ArgumentException($"This JWK has \"{foreign}\", which a key of its \"kty\" does not have (RFC 7518 §6): it is one kind of key with members of another. Remove the member, or correct \"kty\".", parameter);
    }

    private static void CheckPurpose(Jwk jwk, string use, string purpose, string operation, string parameter)
    {
        if (jwk.Text("use") is { } other && other != use)
            throw new ArgumentException($"\"use\" of this JWK says that it is not for {purpose}. It must be \"{use}\", or be absent.", parameter);
        if (!jwk.May(operation))
            throw new ArgumentException($"\"key_ops\" of this JWK does not contain \"{operation}\". It must be an array of strings with \"{operation}\", or be absent.", parameter);
    }

    private static string Agree(string? own, string? given, string parameter) => (own, given) switch
    {
        (null, null) => throw new ArgumentException("The JWK has no \"alg\". Pass the algorithm: JwtKey.FromJwk(json, \"ES256\").", parameter),
        (null, _) => given,
        (_, null) => own,
        _ => string.Equals(own, given, StringComparison.Ordinal)
            ? own
            : throw new ArgumentException("The JWK's \"alg\" differs from the algorithm that was passed. One key has one algorithm.", parameter),
    };

    private static KeyMaterial Secret(Jwk jwk, JwtAlgorithm algorithm, string parameter)
    {
        byte[] secret = jwk.Bytes("k");
        try
        {
            return SecretKeys.Import(secret, algorithm, parameter);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static KeyMaterial Ec(Jwk jwk, JwtAlgorithm algorithm, string parameter)
    {
        EcCurve curve = algorithm.Curve;
        if (!string.Equals(jwk.Text("crv"), curve.Name, StringComparison.Ordinal))
            throw new ArgumentException($"{algorithm.Name} needs \"crv\": \"{curve.Name}\", but this JWK has another curve or none.", parameter);

        ECPoint point = new() { X = jwk.Bytes("x"), Y = jwk.Bytes("y") };
        byte[]? secret = jwk.OptionalBytes("d");
        if (point.X.Length != curve.Size || point.Y.Length != curve.Size || (secret ?? point.X).Length != curve.Size)
            throw new ArgumentException($"\"x\", \"y\" and \"d\" must have exactly {curve.Size} bytes each on {curve.Name} (RFC 7518 §6.2).", parameter);

        return EcKeys.Take(new() { Curve = curve.Platform, Q = point, D = secret }, algorithm, parameter);
    }

    private static RSAParameters Rsa(Jwk jwk, string parameter)
    {
        if (jwk.HasMorePrimes)
            throw new ArgumentException("RSA keys of more than two primes (\"oth\") are not supported.", parameter);

        byte[] modulus = RsaKeys.Trim(jwk.Bytes("n"));
        int half = (modulus.Length + 1) / 2;
        return new()
        {
            Modulus = modulus,
            Exponent = RsaKeys.Trim(jwk.Bytes("e")),
            D = Fit(jwk, "d", modulus.Length, parameter),
            P = Fit(jwk, "p", half, parameter),
            Q = Fit(jwk, "q", half, parameter),
            DP = Fit(jwk, "dp", half, parameter),
            DQ = Fit(jwk, "dq", half, parameter),
            InverseQ = Fit(jwk, "qi", half, parameter),
        };
    }

    // A JWK has numbers without leading zeros; the platform needs them all of the same length.
    private static byte[]? Fit(Jwk jwk, string name, int size, string parameter)
    {
        if (jwk.OptionalBytes(name) is not { } bytes)
            return null;

        byte[] number = RsaKeys.Trim(bytes);
        if (number.Length > size)
            throw new ArgumentException($"\"{name}\" of this JWK is longer than its modulus allows: at most {size} bytes.", parameter);

        byte[] fitted = new byte[size];
        number.CopyTo(fitted.AsSpan(size - number.Length));
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(number);
        return fitted;
    }
}
