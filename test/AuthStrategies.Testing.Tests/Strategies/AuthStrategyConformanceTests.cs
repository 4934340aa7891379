namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>Every strategy of ours, and the fake, keeps the contract.</summary>
public sealed partial class AuthStrategyConformanceTests
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RotateEvery = TimeSpan.FromMinutes(15);
    private static readonly string[] OfNoKind = ["", "x", "Bearer", "not a credential"];
    private static readonly string[] SessionTokens = [.. OfNoKind, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"];
    private static readonly string[] Tokens = [.. OfNoKind, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl", "a.b"];

    private static IEnumerable<TestCaseData> CasesWithout(AuthStrategyNeeds missing) => AuthStrategyConformance.Cases.Where(@case => (@case.Needs & missing) == AuthStrategyNeeds.None).Select(@case =>
    {
        var data = new TestCaseData(@case);
        data.SetArgDisplayNames(@case.Name);
        foreach (string requirement in @case.Requirements)
            data.SetProperty("Requirement", requirement);
        return data;
    });

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.NoItems })]
    public async Task Session_Conforms(AuthStrategyCase @case)
    {
        await using var fixture = StrategyFixture.Session();

        await RunAsync(@case, new(fixture.Strategy) { Time = fixture.Time, RotateEvery = RotateEvery, ForeignCredentials = Tokens, Break = () => fixture.Store.Break(), Repair = () => fixture.Store.Repair() });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.NoItems | AuthStrategyNeeds.Failure | AuthStrategyNeeds.AsksStore })]
    public async Task SessionWithStrictReuse_Conforms(AuthStrategyCase @case)
    {
        await using var fixture = StrategyFixture.Session(options => options.StrictReuse = true);

        await RunAsync(@case, new(fixture.Strategy) { Time = fixture.Time, RotateEvery = RotateEvery, ForeignCredentials = Tokens });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.Items | AuthStrategyNeeds.Refresh | AuthStrategyNeeds.ReuseWindow | AuthStrategyNeeds.RefreshAge | AuthStrategyNeeds.CookieRotation | AuthStrategyNeeds.Revocation | AuthStrategyNeeds.InstantRevocation | AuthStrategyNeeds.Failure | AuthStrategyNeeds.AsksStore })]
    public async Task StatelessJwt_Conforms(AuthStrategyCase @case)
    {
        await using var fixture = StrategyFixture.Jwt();

        await RunAsync(@case, new(fixture.Strategy) { Time = fixture.Time, CanRefresh = false, ClockSkew = Skew, Revocation = RevokeOutcome.NotSupported, ForeignCredentials = SessionTokens });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.Items | AuthStrategyNeeds.CookieRotation | AuthStrategyNeeds.InstantRevocation | AuthStrategyNeeds.AsksStore })]
    public async Task JwtWithRefreshTokens_Conforms(AuthStrategyCase @case)
    {
        await using var fixture = StrategyFixture.Jwt(options => options.RefreshTokens.Enabled = true);

        await RunAsync(@case, new(fixture.Strategy)
        {
            Time = fixture.Time,
            ClockSkew = Skew,
            Revocation = RevokeOutcome.RevokedAtExpiry,
            AsksStore = false,
            ForeignCredentials = SessionTokens,
            Break = () => fixture.Store.Break(),
            Repair = () => fixture.Store.Repair(),
        });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.Items | AuthStrategyNeeds.CookieRotation })]
    public async Task JwtThatChecksSessions_Conforms(AuthStrategyCase @case)
    {
        await using var fixture = StrategyFixture.Jwt(options => options.RequireLiveSession = options.RefreshTokens.Enabled = true);

        await RunAsync(@case, Checked(fixture));
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.Items | AuthStrategyNeeds.CookieRotation })]
    public async Task EncryptedJwt_Conforms(AuthStrategyCase @case)
    {
        await using var fixture = StrategyFixture.Jwt(options =>
        {
            options.EncryptionKey = TestKeys.Of("A256CBC-HS512");
            options.RequireLiveSession = options.RefreshTokens.Enabled = true;
        });

        await RunAsync(@case, Checked(fixture));
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.RefreshTokenAuthentication | AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.NoItems })]
    public async Task Fake_Conforms(AuthStrategyCase @case)
    {
        SettableTimeProvider time = new();
        FakeAuthStrategy fake = new(timeProvider: time);

        await RunAsync(@case, new(fake) { Time = time, RotateEvery = RotateEvery, ForeignCredentials = [.. Tokens, .. SessionTokens, "fake~Other~AAECAwQFBgcICQoLDA0ODw~0"], Break = () => fake.IsBroken = true, Repair = () => fake.IsBroken = false });
    }

    private static AuthStrategyHarness Checked(StrategyFixture fixture) => new(fixture.Strategy)
    {
        Time = fixture.Time,
        ClockSkew = Skew,
        ForeignCredentials = SessionTokens,
        Break = () => fixture.Store.Break(),
        Repair = () => fixture.Store.Repair(),
    };

    private static async Task RunAsync(AuthStrategyCase @case, AuthStrategyHarness harness)
    {
        await @case.RunAsync(harness);
    }
}
