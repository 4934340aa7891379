using AuthStrategies.Testing.Strategies;

namespace AuthStrategies.Testing;

/// <summary>The contract of <see cref="IAuthStrategy"/> as named cases, for whoever writes a strategy.</summary>
public static class AuthStrategyConformance
{
    /// <summary>All cases. Ask each <see cref="AuthStrategyCase.IsApplicable"/>: a stateless strategy has nothing to refresh and nothing to break.</summary>
    public static IReadOnlyList<AuthStrategyCase> Cases => [.. IssueCases.All, .. AuthenticateCases.All, .. RefreshCases.All, .. RevokeCases.All, .. StoreFailureCases.All];

    /// <summary><see cref="Cases"/> as rows of one, for xUnit's <c>MemberData</c> and MSTest's <c>DynamicData</c>.</summary>
    public static IEnumerable<object[]> Rows => Cases.Select(@case => new object[] { @case });
}
