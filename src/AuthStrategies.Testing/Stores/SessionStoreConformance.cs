using AuthStrategies.Testing.Scenarios;
using AuthStrategies.Testing.Stores;

namespace AuthStrategies.Testing;

/// <summary>
/// The contract of <see cref="ISessionStore"/> as named cases, races and failure scenarios included. A store that passes
/// them may hold the sessions of every strategy.
/// </summary>
/// <example>
/// With NUnit:
/// <code>
/// static IEnumerable&lt;SessionStoreCase&gt; Cases =&gt; SessionStoreConformance.Cases;
///
/// [TestCaseSource(nameof(Cases))]
/// public Task Store_Conforms(SessionStoreCase c) =&gt; c.RunAsync(() =&gt; new MyStore());
/// </code>
/// </example>
public static class SessionStoreConformance
{
    /// <summary>What every store must keep, with no more than the store at hand. Each access makes new cases of the same names.</summary>
    public static IReadOnlyList<SessionStoreCase> Cases =>
    [
        .. CreateCases.All, .. ReplaceCases.All, .. RemoveCases.All, .. ListCases.All, .. RemoveAllCases.All,
        .. CancellationCases.All, .. CreationRaces.All, .. RemovalRaces.All, .. SubjectRaces.All,
        .. ExpiryCases.All, .. ExpiryRaces.All, .. NodeCases.All, .. MidwayCases.All,
        .. OutageScenarios.All, .. ClockScenarios.All, .. RotationScenarios.All, .. EndingScenarios.All,
        .. RecordScenarios.All, .. InterruptionScenarios.All, .. LoadScenarios.All,
    ];

    /// <summary>What needs a hand on the backend: cases to be asked <see cref="SessionStoreCase.IsApplicable"/> with the author's own <see cref="SessionStoreHarness"/>.</summary>
    public static IReadOnlyList<SessionStoreCase> BackendCases => [.. Stores.BackendCases.All];

    /// <summary><see cref="Cases"/> and <see cref="BackendCases"/>.</summary>
    public static IReadOnlyList<SessionStoreCase> AllCases => [.. Cases, .. BackendCases];

    /// <summary><see cref="Cases"/> as rows of one, for xUnit's <c>MemberData</c> and MSTest's <c>DynamicData</c>.</summary>
    public static IEnumerable<object[]> Rows => Cases.Select(@case => new object[] { @case });

    /// <summary><see cref="AllCases"/> as rows of one, for xUnit's <c>MemberData</c> and MSTest's <c>DynamicData</c>.</summary>
    public static IEnumerable<object[]> AllRows => AllCases.Select(@case => new object[] { @case });
}
