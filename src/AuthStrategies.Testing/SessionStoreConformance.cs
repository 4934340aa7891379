using AuthStrategies.Testing.Scenarios;
using AuthStrategies.Testing.Stores;

namespace AuthStrategies.Testing;

/// <summary>
/// The contract of <see cref="ISessionStore"/> as named cases, including races and failure scenarios. A store that passes
/// them can keep the sessions of every strategy.
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
    /// <summary>The cases for every store; they need only a store. Each access creates new cases with the same names.</summary>
    public static IReadOnlyList<SessionStoreCase> Cases =>
    [
        .. CreateCases.All, .. ReplaceCases.All, .. RemoveCases.All, .. ListCases.All, .. CounterCases.All, .. RemoveAllCases.All,
        .. CancellationCases.All, .. CreationRaces.All, .. RemovalRaces.All, .. SubjectRaces.All,
        .. ExpiryCases.All, .. ExpiryRaces.All, .. SystemRecordCases.All, .. NodeCases.All, .. MidwayCases.All,
        .. OutageScenarios.All, .. ClockScenarios.All, .. RotationScenarios.All,
        .. ReuseScenarios.All, .. CookieRotationScenarios.All, .. EndingScenarios.All, .. SessionDataScenarios.All,
        .. RecordScenarios.All, .. InterruptionScenarios.All, .. LoadScenarios.All, .. DecoratorScenarios.All,
        .. Stores.EnumerationCases.Always,
    ];

    /// <summary>
    /// The cases that need control over the backend. Ask each for <see cref="SessionStoreCase.IsApplicable"/> with your own
    /// <see cref="SessionStoreHarness"/>.
    /// </summary>
    public static IReadOnlyList<SessionStoreCase> BackendCases => [.. Stores.BackendCases.All, .. SystemRecordCases.BackendCases];

    /// <summary>
    /// The cases for a store that offers <see cref="ISessionEnumerator"/>. Ask each for <see cref="SessionStoreCase.IsApplicable"/> if the store
    /// may not offer it.
    /// </summary>
    public static IReadOnlyList<SessionStoreCase> EnumerationCases => [.. Stores.EnumerationCases.All];

    /// <summary><see cref="Cases"/>, <see cref="BackendCases"/> and <see cref="EnumerationCases"/>.</summary>
    public static IReadOnlyList<SessionStoreCase> AllCases => [.. Cases, .. BackendCases, .. EnumerationCases];

    /// <summary><see cref="Cases"/> as rows with one value, for xUnit's <c>MemberData</c> and MSTest's <c>DynamicData</c>.</summary>
    public static IEnumerable<object[]> Rows => Cases.Select(@case => new object[] { @case });

    /// <summary><see cref="AllCases"/> as rows with one value, for xUnit's <c>MemberData</c> and MSTest's <c>DynamicData</c>.</summary>
    public static IEnumerable<object[]> AllRows => AllCases.Select(@case => new object[] { @case });
}
