using AuthStrategies.Caching;

namespace AuthStrategies.Sessions;

/// <summary>A presented session token with its hashes, computed now or taken from the cache.</summary>
internal readonly record struct PresentedToken(OpaqueToken Token, ulong Hash, CredentialCacheEntry<SessionFacts>? Cached)
{
    /// <summary>Reads a credential if it has the form of a session token.</summary>
    public static bool TryRead(string credential, CredentialCache<SessionFacts> cache, out PresentedToken presented)
    {
        presented = default;
        if (credential.Length != OpaqueToken.TextLength)
            return false;

        ulong hash = cache.IsOn ? CredentialHash.Hash(credential) : 0;
        CredentialCacheEntry<SessionFacts>? cached = cache.IsOn ? cache.Find(credential, hash) : null;
        OpaqueToken token = cached?.Facts.Token ?? default;
        if (cached is null && !OpaqueToken.TryParse(credential, out token))
            return false;

        presented = new(token, hash, cached);
        return true;
    }

    /// <summary>Whether the token is cached as current for this version of this record, and was not cached by a clock that was ahead.</summary>
    public bool IsCachedFor(SessionRecord? record, DateTimeOffset now) =>
        record is not null && Cached is not null && now.UtcTicks >= Cached.Facts.AcceptedFrom && Cached.Facts.IsOf(record);

    /// <summary>The public session id only, never the token.</summary>
    public override string ToString() => Token.ToString();
}
