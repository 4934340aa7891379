using AuthStrategies.Caching;

namespace AuthStrategies.DPoP;

/// <summary>The value of <c>ath</c> for a token. Immutable.</summary>
/// <param name="Text">The SHA-256 hash of the token, in base64url.</param>
internal readonly record struct TokenHash(string Text) : ICacheFacts
{
    /// <inheritdoc />
    public int Size => MemorySize.OfText(Text);
}
