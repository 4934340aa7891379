namespace AuthStrategies.Jwt.Encryption;

/// <summary>
/// The refusals of an encrypted token, before the signed token inside is read. A wrong key, vector, content, padding or tag
/// gives the same refusal: an attacker who can tell them apart has a padding oracle.
/// </summary>
internal static class EncryptionFailures
{
    public static readonly AuthFailure NotCompact = Malformed("The text is not an encrypted token in compact form: five parts of base64url without padding, of which only the second is empty.");
    public static readonly AuthFailure EncryptionNotText = Malformed("The header of the encrypted token has no \"alg\" or no \"enc\" that is a string.");
    public static readonly AuthFailure UnsupportedAlgorithm = new(AuthFailureReason.UnsupportedAlgorithm, "The encrypted token's \"alg\" or \"enc\" is not accepted. Accepted: dir with A256CBC-HS512.");
    public static readonly AuthFailure NotAToken = Malformed("The header's \"cty\" is not JWT; only signed tokens are accepted inside an encrypted one.");
    public static readonly AuthFailure Undecryptable = new(AuthFailureReason.Undecryptable, "No configured key (EncryptionKey and DecryptionKeys) decrypts the token.");
    public static readonly AuthFailure NotSigned = Malformed("The encrypted content is not a signed token in compact form. Encryption does not prove who wrote it, so unsigned claims are never accepted.");

    private static AuthFailure Malformed(string detail) => new(AuthFailureReason.Malformed, detail);
}
