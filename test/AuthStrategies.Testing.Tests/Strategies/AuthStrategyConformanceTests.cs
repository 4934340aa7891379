namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>Every strategy of ours, and the fake, keeps the contract.</summary>
public sealed class AuthStrategyConformanceTests
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);
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

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh })]
    public async Task Session_Conforms(AuthStrategyCase @case)
    {
        await using var world = StrategyWorld.Session();

        await RunAsync(@case, new(world.Strategy) { Time = world.Time, ForeignCredentials = Tokens, Break = () => world.Store.Break(), Repair = () => world.Store.Repair() });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.ReuseWindow | AuthStrategyNeeds.Failure | AuthStrategyNeeds.AsksStore })]
    public async Task SessionWithoutWindow_Conforms(AuthStrategyCase @case)
    {
        await using var world = StrategyWorld.Session(options => options.ReuseWindow = TimeSpan.Zero);

        await RunAsync(@case, new(world.Strategy) { Time = world.Time, ReuseWindow = TimeSpan.Zero, ForeignCredentials = Tokens });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.Refresh | AuthStrategyNeeds.ReuseWindow | AuthStrategyNeeds.Revocation | AuthStrategyNeeds.InstantRevocation | AuthStrategyNeeds.Failure | AuthStrategyNeeds.AsksStore })]
    public async Task StatelessJwt_Conforms(AuthStrategyCase @case)
    {
        await using var world = StrategyWorld.Jwt();

        await RunAsync(@case, new(world.Strategy) { Time = world.Time, CanRefresh = false, ClockSkew = Skew, Revocation = RevokeOutcome.NotSupported, ForeignCredentials = SessionTokens });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh | AuthStrategyNeeds.InstantRevocation | AuthStrategyNeeds.AsksStore })]
    public async Task JwtWithRefreshTokens_Conforms(AuthStrategyCase @case)
    {
        await using var world = StrategyWorld.Jwt(options => options.RefreshTokens.Enabled = true);

        await RunAsync(@case, new(world.Strategy)
        {
            Time = world.Time,
            ClockSkew = Skew,
            Revocation = RevokeOutcome.RevokedAtExpiry,
            AsksStore = false,
            ForeignCredentials = SessionTokens,
            Break = () => world.Store.Break(),
            Repair = () => world.Store.Repair(),
        });
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh })]
    public async Task JwtThatChecksSessions_Conforms(AuthStrategyCase @case)
    {
        await using var world = StrategyWorld.Jwt(options => options.CheckSession = options.RefreshTokens.Enabled = true);

        await RunAsync(@case, Checked(world));
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh })]
    public async Task EncryptedJwt_Conforms(AuthStrategyCase @case)
    {
        await using var world = StrategyWorld.Jwt(options =>
        {
            options.EncryptionKey = TestKeys.Of("A256CBC-HS512");
            options.CheckSession = options.RefreshTokens.Enabled = true;
        });

        await RunAsync(@case, Checked(world));
    }

    [TestCaseSource(nameof(CasesWithout), new object[] { AuthStrategyNeeds.NoRefresh })]
    public async Task Fake_Conforms(AuthStrategyCase @case)
    {
        SettableTimeProvider time = new();
        FakeAuthStrategy fake = new(time: time);

        await RunAsync(@case, new(fake) { Time = time, ForeignCredentials = [.. Tokens, .. SessionTokens, "fake~Other~AAECAwQFBgcICQoLDA0ODw~0"], Break = () => fake.IsBroken = true, Repair = () => fake.IsBroken = false });
    }

    private static AuthStrategyHarness Checked(StrategyWorld world) => new(world.Strategy)
    {
        Time = world.Time,
        ClockSkew = Skew,
        ForeignCredentials = SessionTokens,
        Break = () => world.Store.Break(),
        Repair = () => world.Store.Repair(),
    };

    private static async Task RunAsync(AuthStrategyCase @case, AuthStrategyHarness harness)
    {
        await @case.RunAsync(harness);
    }
}
