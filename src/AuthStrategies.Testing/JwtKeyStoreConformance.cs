using AuthStrategies.Testing.KeyStores;

namespace AuthStrategies.Testing;

/// <summary>
/// The contract of <see cref="IJwtKeyStore"/> as named cases, including races, failures, and strategies that rotate their keys over the store
/// while nodes are killed. A store that passes them can keep the keys of any number of nodes.
/// </summary>
/// <example>
/// With NUnit:
/// <code>
/// static IEnumerable&lt;JwtKeyStoreCase&gt; Cases =&gt; JwtKeyStoreConformance.Cases;
///
/// [TestCaseSource(nameof(Cases))]
/// public async Task Store_Conforms(JwtKeyStoreCase c)
/// {
///     await using JwtKeyStoreHarness harness = new(() =&gt; new MyKeyStore(connectionString));
///     await c.RunAsync(harness);
/// }
/// </code>
/// </example>
public static class JwtKeyStoreConformance
{
    /// <summary>The cases. Ask each for <see cref="JwtKeyStoreCase.IsApplicable"/> with your own harness. Each access creates new cases with the same names.</summary>
    public static IReadOnlyList<JwtKeyStoreCase> Cases => [.. DocumentCases.All, .. DocumentRaces.All, .. KeyStoreFailureCases.All, .. RotationCases.All];

    /// <summary><see cref="Cases"/> as rows with one value, for xUnit's <c>MemberData</c> and MSTest's <c>DynamicData</c>.</summary>
    public static IEnumerable<object[]> Rows => Cases.Select(@case => new object[] { @case });
}
