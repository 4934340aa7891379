namespace AuthStrategies.Jwt.Encryption;

/// <summary>
/// Every way an encrypted token can be refused before the signed one inside is looked at. Whatever is wrong with its key,
/// vector, content, padding or tag is one and the same answer: telling these apart is what a padding oracle lives on.
/// </summary>
internal static class EncryptionFailures
{
    public static readonly AuthFailure NotCompact = Malformed("The text is not an encrypted token in compact form: five parts of base64url, not padded, the second empty and no other.");
    public static readonly AuthFailure EncryptionNotText = Malformed("The header of the encrypted token has no \"alg\" or no \"enc\" that is a string.");
    public static readonly AuthFailure UnsupportedAlgorithm = new(AuthFailureReason.UnsupportedAlgorithm, "The encrypted token's \"alg\" or \"enc\" is not accepted. Accepted: dir with A256CBC-HS512.");
    public static readonly AuthFailure NotAToken = Malformed("The header's \"cty\" is not JWT; only signed tokens are accepted inside an encrypted one.");
    public static readonly AuthFailure Undecryptable = new(AuthFailureReason.Undecryptable, "None of the configured keys opens the encrypted token: EncryptionKey and DecryptionKeys.");
    public static readonly AuthFailure NotSigned = Malformed("The encrypted content is not a signed token in compact form. Encryption does not prove who wrote it, so unsigned claims are never accepted.");

    private static AuthFailure Malformed(string detail) => new(AuthFailureReason.Malformed, detail);
}
