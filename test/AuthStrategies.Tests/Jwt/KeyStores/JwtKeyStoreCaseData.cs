using AuthStrategies.Testing;

namespace AuthStrategies.Tests.Jwt.KeyStores;

/// <summary>Shows the cases of the contract of key stores to NUnit, named as they are and marked with what they prove.</summary>
internal static class JwtKeyStoreCaseData
{
    public static IEnumerable<TestCaseData> Cases => JwtKeyStoreConformance.Cases.Select(ToTestCase);

    public static IEnumerable<TestCaseData> CasesWithoutFailures => JwtKeyStoreConformance.Cases.Where(@case => !@case.Name.Contains("BackendFails", StringComparison.Ordinal)).Select(ToTestCase);

    private static TestCaseData ToTestCase(JwtKeyStoreCase @case)
    {
        var data = new TestCaseData(@case) { TestName = $"{{C}}.{@case.Name}" };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }
}
