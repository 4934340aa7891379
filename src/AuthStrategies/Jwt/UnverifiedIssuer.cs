using AuthStrategies.Caching;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Tokens;

namespace AuthStrategies.Jwt;

/// <summary>
/// The issuer that a token names, without proof. It decides which strategy is asked first and who may ask for keys, and never what is accepted.
/// Never throws because of the text.
/// </summary>
internal static class UnverifiedIssuer
{
    /// <summary>Which issuer a token names, in a look that is as short as possible: the rest of the token may be anything.</summary>
    public static NamedIssuer Read(string text, JwtPolicy policy)
    {
        if (text.Length > policy.MaxTokenLength || !CompactToken.IsCandidate(text))
            return NamedIssuer.Unknown;
        // A cached token was verified: it names an accepted issuer, and need not be decoded.
        if (policy.Cache.IsOn && policy.Cache.Find(text, CredentialHash.Hash(text)) is not null)
            return NamedIssuer.Accepted;
        if (JwtDecryptor.Decrypt(text, policy.Encryption, out string signed) is not null || !CompactToken.TryRead(signed, out CompactToken token))
            return NamedIssuer.Unknown;

        using (token)
            return NamedIssuerReader.Read(token.Payload, policy.ExpectedClaims);
    }

    /// <summary>Whether keys could accept a token: it is of an accepted issuer, and its whole payload can be read.</summary>
    public static bool IsAccepted(string text, JwtPolicy policy)
    {
        if (text.Length > policy.MaxTokenLength
            || JwtDecryptor.Decrypt(text, policy.Encryption, out string signed) is not null
            || !CompactToken.TryRead(signed, out CompactToken token))
            return false;

        using (token)
        {
            using var claims = ClaimList.Rent();
            return TokenPayloadReader.TryRead(token.Payload, policy.ExpectedClaims, claims.Entries, out TokenPayload payload) && payload.IsIssuerExpected;
        }
    }
}
