namespace AuthStrategies.AspNetCore.Requests;

/// <summary>When several strategies read the same place: whether the next one is asked after a refusal.</summary>
internal static class StrategyOrder
{
    private const int DotsOfAnEncryptedToken = 4;

    /// <summary>Whether the refusal says "not one of mine" rather than "mine, but no".</summary>
    public static bool GoesOn(AuthFailureReason reason, string credential) => reason switch
    {
        AuthFailureReason.UnknownKey or AuthFailureReason.WrongIssuer or AuthFailureReason.WrongAudience => true,
        AuthFailureReason.UnknownSession or AuthFailureReason.Undecryptable => true,

        // A strategy without decryption keys takes an encrypted token for malformed; the next one may have them.
        AuthFailureReason.Malformed => credential.AsSpan().Count('.') == DotsOfAnEncryptedToken,
        _ => false,
    };
}
