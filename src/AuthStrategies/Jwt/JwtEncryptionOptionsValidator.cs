using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt;

/// <summary>Finds the mistakes in the keys that encrypt and decrypt: a key of the wrong kind, a key id used twice, a secret used for two purposes.</summary>
internal static class JwtEncryptionOptionsValidator
{
    private static readonly string Algorithm = JwtAlgorithm.Encryption.Name;

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        List<(string Name, JwtKey? Key)> signing =
        [
            .. options.SigningKeys.Select((key, i) => ($"SigningKeys[{i}]", (JwtKey?)key)),
            .. options.VerificationKeys.Select((key, i) => ($"VerificationKeys[{i}]", (JwtKey?)key)),
        ];
        List<(string Name, JwtKey? Key)> encryption = [.. options.DecryptionKeys.Select((key, i) => ($"DecryptionKeys[{i}]", (JwtKey?)key))];
        IEnumerable<string> nulls = encryption.Where(entry => entry.Key is null).Select(entry => $"{entry.Name} is null; it must be a JwtKey. Write for example JwtKey.FromBase64(secret, \"{Algorithm}\"), or remove the entry.");
        if (options.EncryptionKey is not null)
            encryption.Insert(0, ("EncryptionKey", options.EncryptionKey));

        return
        [
            .. nulls,
            .. signing.Where(entry => entry.Key is { Cipher: not null }).Select(EncryptsOnly),
            .. encryption.Where(entry => entry.Key is { Cipher: null }).Select(SignsOnly),
            .. SameKeyId(encryption),
            .. SameSecret(signing, encryption),
        ];
    }

    private static string EncryptsOnly((string Name, JwtKey? Key) entry) =>
        $"{entry.Name} is a key for {Algorithm}; it must be a key that signs. Move it to EncryptionKey, or to DecryptionKeys if it only decrypts.";

    private static string SignsOnly((string Name, JwtKey? Key) entry) =>
        $"{entry.Name} is a key for {entry.Key!.Algorithm}; it must be a key for {Algorithm}. Write for example JwtKey.FromBase64(secret, \"{Algorithm}\"), where secret is 64 random bytes in base64 (openssl rand -base64 64).";

    private static IEnumerable<string> SameKeyId(List<(string Name, JwtKey? Key)> encryption) => encryption
        .Where(entry => entry.Key is not null)
        .GroupBy(entry => entry.Key!.KeyId, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => $"{string.Join(" and ", group.Select(entry => entry.Name))} have the same key id \"{group.Key}\"; each key must have another. Remove all but one, or give each a different keyId.");

    // Otherwise every verifier of HS tokens could decrypt, and every reader of encrypted tokens could sign.
    private static IEnumerable<string> SameSecret(List<(string Name, JwtKey? Key)> signing, List<(string Name, JwtKey? Key)> encryption) =>
        from decrypts in encryption
        from signs in signing
        where decrypts.Key is { Cipher: not null } && signs.Key is { Cipher: null } && decrypts.Key.HasSecretOf(signs.Key)
        select $"{decrypts.Name} is the same secret as {signs.Name}; it must be another secret. Write for example the output of openssl rand -base64 64.";
}
