using AuthStrategies.Caching;

namespace AuthStrategies.Sessions;

/// <summary>A session token as it was presented: its hashes, made anew or known from before.</summary>
internal readonly record struct PresentedToken(OpaqueToken Token, ulong Hash, CredentialCacheEntry<SessionFacts>? Known)
{
    /// <summary>Reads a credential, if it has the shape of a session token.</summary>
    public static bool TryRead(string credential, CredentialCache<SessionFacts> recognized, out PresentedToken presented)
    {
        presented = default;
        if (credential.Length != OpaqueToken.TextLength)
            return false;

        ulong hash = recognized.IsOn ? CredentialHash.Hash(credential) : 0;
        CredentialCacheEntry<SessionFacts>? known = recognized.IsOn ? recognized.Find(credential, hash) : null;
        OpaqueToken token = known?.Facts.Token ?? default;
        if (known is null && !OpaqueToken.TryParse(credential, out token))
            return false;

        presented = new(token, hash, known);
        return true;
    }

    /// <summary>Whether the token was found current on this very version of this very record.</summary>
    public bool IsKnownOn(SessionRecord? record) => record is not null && Known is not null && Known.Facts.IsOf(record);

    /// <summary>Never the token.</summary>
    public override string ToString() => Token.ToString();
}
