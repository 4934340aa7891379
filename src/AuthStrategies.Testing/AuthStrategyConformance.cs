using AuthStrategies.Testing.Strategies;

namespace AuthStrategies.Testing;

/// <summary>The contract of <see cref="IAuthStrategy"/> as named cases, for authors of strategies.</summary>
public static class AuthStrategyConformance
{
    /// <summary>All cases. Ask each for <see cref="AuthStrategyCase.IsApplicable"/>: a stateless strategy, for example, cannot refresh.</summary>
    public static IReadOnlyList<AuthStrategyCase> Cases =>
    [
        .. IssueCases.All, .. AuthenticateCases.All, .. RefreshCases.All, .. ReuseCases.All,
        .. CookieRotationCases.All, .. RefreshTokenAuthenticationCases.All, .. ItemsCases.All, .. KeyCases.All, .. RevokeCases.All, .. StoreFailureCases.All,
    ];

    /// <summary><see cref="Cases"/> as rows with one value, for xUnit's <c>MemberData</c> and MSTest's <c>DynamicData</c>.</summary>
    public static IEnumerable<object[]> Rows => Cases.Select(@case => new object[] { @case });
}
