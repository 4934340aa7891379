namespace AuthStrategies.Jwt.Keys;

/// <summary>Says in messages how to get a key that stays: one that the process generates is lost when it ends.</summary>
internal static class KeyAdvice
{
    /// <summary>How to make a key outside the process and read it.</summary>
    public static string Make(JwtAlgorithm algorithm)
    {
        string create = algorithm.Family switch
        {
            KeyFamily.Secret => $"`openssl rand -base64 {algorithm.HashSize}`, and read it from the configuration with JwtKey.FromBase64",
            KeyFamily.Rsa => "`openssl genrsa 3072`, and read its file with JwtKey.FromPem",
            _ => $"`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{algorithm.Curve.Name}`, and read its file with JwtKey.FromPem",
        };
        // The library creates signing keys, and no keys for encryption.
        string store = algorithm == JwtAlgorithm.Encryption ? "" : $", or let the library create and keep keys: o.RotateKeys() and UseFileJwtKeyStore(\"keys.json\")";
        return $"Create one with {create}{store}.";
    }

    /// <summary>How many bytes a secret for the algorithm has; enough for every algorithm if this is none that works with a secret.</summary>
    public static int SecretSize(string? algorithm) =>
        JwtAlgorithm.AllAndEncryption.FirstOrDefault(known => known.Name == algorithm && known.Family == KeyFamily.Secret)?.HashSize ?? 64;

    /// <summary>The code that reads a key of an algorithm.</summary>
    public static string Read(string algorithm) => JwtAlgorithm.Get(algorithm, nameof(algorithm)).Family == KeyFamily.Secret
        ? $"JwtKey.FromBase64(secret, \"{algorithm}\")"
        : $"JwtKey.FromPem(File.ReadAllText(\"key.pem\"), \"{algorithm}\")";
}
