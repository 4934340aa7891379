using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt;

/// <summary>Finds the mistakes in the keys that encrypt and decrypt: a key of the wrong kind, a key id used twice, a secret used for two purposes.</summary>
internal static class JwtEncryptionOptionsValidator
{
    private static readonly string Algorithm = JwtAlgorithm.Encryption.Name;

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        List<PlacedKey> signing =
        [
            .. options.SigningKeys.Select((key, i) => new PlacedKey(options.ConfiguredNames.Of($"SigningKeys[{i}]", key), key)),
            .. options.VerificationKeys.Select((key, i) => new PlacedKey(options.ConfiguredNames.Of($"VerificationKeys[{i}]", key), key)),
        ];
        List<PlacedKey> encryption = [.. options.DecryptionKeys.Select((key, i) => new PlacedKey(options.ConfiguredNames.Of($"DecryptionKeys[{i}]", key), key))];
        IEnumerable<string> nulls = encryption.Where(entry => entry.Key is null).Select(entry => OptionMessages.Invalid(entry.Place, "null", "a JwtKey", $"JwtKey.FromBase64(secret, \"{Algorithm}\"), or remove the entry"));
        if (options.EncryptionKey is not null)
            encryption.Insert(0, new(options.ConfiguredNames.Of("EncryptionKey", options.EncryptionKey), options.EncryptionKey));

        return
        [
            .. nulls,
            .. signing.Where(entry => entry.Key is { Cipher: not null }).Select(EncryptsOnly),
            .. encryption.Where(entry => entry.Key is { Cipher: null }).Select(SignsOnly),
            .. SameKeyId(encryption),
            .. SameSecret(signing, encryption),
        ];
    }

    private static string EncryptsOnly(PlacedKey entry) =>
        OptionMessages.Invalid(entry.Place, $"a key for {Algorithm}", "a key that signs", $"{OptionMessages.InWordsOf(entry.Place, "JwtKey.FromPem(File.ReadAllText(\"key.pem\"), \"ES256\")", "\"Algorithm\": \"ES256\" with a key for it")}, and move this key to EncryptionKey, or to DecryptionKeys if it only decrypts");

    private static string SignsOnly(PlacedKey entry) =>
        OptionMessages.Invalid(entry.Place, $"a key for {entry.Key!.Algorithm}", $"a key for {Algorithm}", $"{OptionMessages.InWordsOf(entry.Place, $"JwtKey.FromBase64(secret, \"{Algorithm}\"), where secret is", $"\"Algorithm\": \"{Algorithm}\" with Secret, which is")} 64 random bytes in base64 (openssl rand -base64 64)");

    private static IEnumerable<string> SameKeyId(List<PlacedKey> encryption) => encryption
        .Where(entry => entry.Key is not null)
        .GroupBy(entry => entry.Key!.KeyId, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => OptionMessages.Invalid($"The key id of {string.Join(" and ", group.Select(entry => entry.Place))}", $"\"{group.Key}\"", "different for each key", "another keyId, or remove all but one of the keys"));

    // Otherwise every verifier of HS tokens could decrypt, and every reader of encrypted tokens could sign.
    private static IEnumerable<string> SameSecret(List<PlacedKey> signing, List<PlacedKey> encryption) =>
        from decrypts in encryption
        from signs in signing
        where decrypts.Key is { Cipher: not null } && signs.Key is { Cipher: null } && decrypts.Key.HasSecretOf(signs.Key)
        select OptionMessages.Invalid(decrypts.Place, $"the same secret as {signs.Place}", "another secret", "the output of openssl rand -base64 64");
}
