namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>Shows the cases to NUnit, named as they are and marked with what they prove.</summary>
internal static class SessionStoreCaseData
{
    public static IEnumerable<TestCaseData> Cases => SessionStoreConformance.Cases.Select(ToTestCase);

    public static IEnumerable<TestCaseData> AllCases => SessionStoreConformance.AllCases.Select(ToTestCase);

    private static TestCaseData ToTestCase(SessionStoreCase @case)
    {
        var data = new TestCaseData(@case) { TestName = @case.Name };
        data.SetDescription(@case.Sentence);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    }
}
