namespace AuthStrategies;

/// <summary>The keys that encrypt the private keys of JWT strategies in the key store. Not thread-safe.</summary>
public sealed class JwtKeyEncryptionOptions
{
    /// <summary>
    /// The key-encryption keys, each 32 random bytes in base64: the output of <c>openssl rand -base64 32</c>. At least one. The first one
    /// encrypts; all of them decrypt. Keep them where a reader of the key store cannot read them.
    /// </summary>
    /// <remarks>
    /// To change the key: add the new one at the end on every node, then move it to the front, then remove the old one. Remove it when no key
    /// in the store was saved before the second step: after <see cref="JwtKeyRotationOptions.RotationPeriod"/>, because every change of the
    /// keys encrypts all of them again.
    /// </remarks>
    public IList<string> KeyEncryptionKeys { get; } = [];
}
