namespace AuthStrategies.Testing;

/// <summary>What a case needs from a <see cref="SessionStoreHarness"/> besides the store.</summary>
[Flags]
public enum SessionStoreNeeds
{
    /// <summary>Nothing: the case applies to every store.</summary>
    None = 0,

    /// <summary><see cref="ISessionStore.RemoveExpiredAsync"/> removes records: <see cref="SessionStoreHarness.RemovesExpired"/>.</summary>
    Cleanup = 1,

    /// <summary>The backend can be made to fail: <see cref="SessionStoreHarness.BreakAsync"/> and <see cref="SessionStoreHarness.RepairAsync"/>.</summary>
    Failure = 2,

    /// <summary>
    /// The backend can be made to stop answering: <see cref="SessionStoreHarness.StallAsync"/> and
    /// <see cref="SessionStoreHarness.ResumeAsync"/>.
    /// </summary>
    Stall = 4,

    /// <summary>The backend can be filled: <see cref="SessionStoreHarness.FillAsync"/>.</summary>
    Limit = 8,

    /// <summary>A stored record can be damaged: <see cref="SessionStoreHarness.DamageAsync"/>.</summary>
    Damage = 16,

    /// <summary>A record can be deleted while its subject's list still contains it: <see cref="SessionStoreHarness.EvictAsync"/>.</summary>
    Eviction = 32,

    /// <summary>The store offers <see cref="ISessionEnumerator"/>: <see cref="SessionStoreHarness.OffersEnumeration"/>.</summary>
    Enumeration = 64,
}
