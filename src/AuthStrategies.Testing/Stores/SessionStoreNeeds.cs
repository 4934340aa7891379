namespace AuthStrategies.Testing;

/// <summary>What a case needs of a <see cref="SessionStoreHarness"/> beyond the store itself.</summary>
[Flags]
public enum SessionStoreNeeds
{
    /// <summary>Nothing: the case applies to every store.</summary>
    None = 0,

    /// <summary><see cref="ISessionStore.RemoveExpiredAsync"/> removes: <see cref="SessionStoreHarness.RemovesExpired"/>.</summary>
    Cleanup = 1,

    /// <summary>The backend can be made to fail: <see cref="SessionStoreHarness.BreakAsync"/> and <see cref="SessionStoreHarness.RepairAsync"/>.</summary>
    Failure = 2,

    /// <summary>The backend can be made to answer no more: <see cref="SessionStoreHarness.StallAsync"/> and <see cref="SessionStoreHarness.ResumeAsync"/>.</summary>
    Stall = 4,

    /// <summary>The backend can be filled: <see cref="SessionStoreHarness.FillAsync"/>.</summary>
    Limit = 8,

    /// <summary>A stored record can be damaged: <see cref="SessionStoreHarness.DamageAsync"/>.</summary>
    Damage = 16,

    /// <summary>A record can be lost while its subject's list still names it: <see cref="SessionStoreHarness.EvictAsync"/>.</summary>
    Eviction = 32,
}
