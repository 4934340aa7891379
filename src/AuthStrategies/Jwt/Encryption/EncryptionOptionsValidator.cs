using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Encryption;

/// <summary>Finds every mistake in the keys that encrypt and open: each kind of key in its own place, each with an id of its own, no secret for two purposes.</summary>
internal static class EncryptionOptionsValidator
{
    private static readonly string Algorithm = JwtAlgorithm.Encryption.Name;

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        List<(string Place, JwtKey? Key)> signing =
        [
            .. options.SigningKeys.Select((key, i) => ($"SigningKeys[{i}]", (JwtKey?)key)),
            .. options.VerificationKeys.Select((key, i) => ($"VerificationKeys[{i}]", (JwtKey?)key)),
        ];
        List<(string Place, JwtKey? Key)> encryption = [.. options.DecryptionKeys.Select((key, i) => ($"DecryptionKeys[{i}]", (JwtKey?)key))];
        IEnumerable<string> nulls = encryption.Where(entry => entry.Key is null).Select(entry => $"{entry.Place} is null. Give it a JwtKey or remove it.");
        if (options.EncryptionKey is not null)
            encryption.Insert(0, ("EncryptionKey", options.EncryptionKey));

        return
        [
            .. nulls,
            .. signing.Where(entry => entry.Key is { Cipher: not null }).Select(Misplaced),
            .. encryption.Where(entry => entry.Key is { Cipher: null }).Select(Unfit),
            .. Twins(encryption),
            .. Shared(signing, encryption),
        ];
    }

    private static string Misplaced((string Place, JwtKey? Key) entry) =>
        $"{entry.Place} is a key for {Algorithm}, which encrypts and signs nothing. Move it to EncryptionKey, or to DecryptionKeys if it only opens.";

    private static string Unfit((string Place, JwtKey? Key) entry) =>
        $"{entry.Place} is a key for {entry.Key!.Algorithm}, which does not encrypt. Legal: {Algorithm}. Type for example JwtKey.FromBase64(secret, \"{Algorithm}\"), where secret is 64 random bytes in base64 (openssl rand -base64 64).";

    private static IEnumerable<string> Twins(List<(string Place, JwtKey? Key)> encryption) => encryption
        .Where(entry => entry.Key is not null)
        .GroupBy(entry => entry.Key!.KeyId, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => $"{string.Join(" and ", group.Select(entry => entry.Place))} have the same key id \"{group.Key}\". Remove all but one, or give each a key id of its own.");

    // Who verifies HS tokens could read encrypted ones, and the other way round could forge.
    private static IEnumerable<string> Shared(List<(string Place, JwtKey? Key)> signing, List<(string Place, JwtKey? Key)> encryption) =>
        from opens in encryption
        from signs in signing
        where opens.Key is { Cipher: not null } && signs.Key is { Cipher: null } && opens.Key.HasSecretOf(signs.Key)
        select $"{opens.Place} is the same secret as {signs.Place}. One secret has one purpose. Make another, for example with openssl rand -base64 64.";
}
