namespace AuthStrategies.Tests.Stores;

/// <summary>The contract of <see cref="ISessionStore"/>, a sentence a case. Every store must pass all of them.</summary>
public static class SessionStoreCases
{
    /// <summary>What every store must keep.</summary>
    public static IEnumerable<SessionStoreCase> All =>
    [
        .. CreateCases.All, .. ReplaceCases.All, .. RemoveCases.All, .. ListCases.All, .. RemoveAllCases.All,
        .. CancellationCases.All, .. CreationRaces.All, .. RemovalRaces.All, .. SubjectRaces.All,
    ];

    /// <summary>What stores without a time-to-live of their own must keep as well: those that implement <see cref="ISessionStore.RemoveExpiredAsync"/>.</summary>
    public static IEnumerable<SessionStoreCase> Sweeping => [.. ExpiryCases.All, .. ExpiryRaces.All];
}
