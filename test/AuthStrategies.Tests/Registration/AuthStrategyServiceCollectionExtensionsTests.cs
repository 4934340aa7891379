using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Registration;

[TestFixture]
public sealed class AuthStrategyServiceCollectionExtensionsTests
{
    private static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    private static string NewSecret() => Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)(i * 7 + 1)).ToArray());

    private static IEnumerable<TestCaseData> AllRecipes()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        string pem = key.ExportPkcs8PrivateKeyPem();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Auth:Strategy", "Session")]).Build();
        yield return Recipe("Session", Recipes.Session);
        yield return Recipe("Jwt", services => Recipes.Jwt(services, NewSecret()));
        yield return Recipe("Both", services => Recipes.Both(services, pem));
        yield return Recipe("Configured", services => Recipes.Configured(services, configuration));
        yield return Recipe("OwnStore", Recipes.OwnStore);
        yield return Recipe("OwnStrategy", Recipes.OwnStrategy);

        static TestCaseData Recipe(string name, Action<IServiceCollection> register) =>
            new TestCaseData(register).SetName($"BuildServiceProvider_Recipe{name}_PassesStrictValidationAndWorks");
    }

    [TestCaseSource(nameof(AllRecipes))]
    public async Task BuildServiceProvider_Recipe_PassesStrictValidationAndWorks(Action<IServiceCollection> register)
    {
        ServiceCollection services = new();
        register(services);
        services.AddSingleton<Logins>();
        await using ServiceProvider provider = services.BuildServiceProvider(Strict);

        string credential = await provider.GetRequiredService<Logins>().LogInAsync("user-1", "Alice");

        Assert.That(credential, Is.Not.Empty);
        Assert.That(provider.GetRequiredService<ISessionDirectory>(), Is.Not.Null);
    }

    [Test]
    public async Task AddSession_LogInAuthenticateLogOut_Works()
    {
        await using ServiceProvider provider = Build(b => b.AddSession());
        Logins logins = ActivatorUtilities.CreateInstance<Logins>(provider);

        string credential = await logins.LogInAsync("user-1", "Alice");

        Assert.That(await logins.WhoIsItAsync(credential), Is.EqualTo("Alice"));
        Assert.That(await logins.LogOutAsync(credential), Is.True);
        Assert.That(await logins.WhoIsItAsync(credential), Is.Null);
    }

    [Test]
    public async Task AddStrategies_Several_FirstIsTheDefaultAndEachIsKeyed()
    {
        await using ServiceProvider provider = Build(b => b.AddJwt("Api", GoodJwt).AddSession("Web").AddStrategy<MyStrategy>("Mine"));

        IAuthStrategy standard = provider.GetRequiredService<IAuthStrategy>();

        Assert.That(standard.Name, Is.EqualTo("Api"));
        Assert.That(standard, Is.SameAs(provider.GetRequiredKeyedService<IAuthStrategy>("Api")));
        Assert.That(provider.GetRequiredKeyedService<IAuthStrategy>("Web"), Is.TypeOf<SessionStrategy>());
        Assert.That(provider.GetRequiredKeyedService<IAuthStrategy>("Mine").Name, Is.EqualTo("Mine"));
    }

    [Test]
    public async Task AddAuthStrategy_CalledTwice_AddsToWhatIsThere()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession("Web");
        services.AddAuthStrategy().AddJwt("Api", GoodJwt);
        await using ServiceProvider provider = services.BuildServiceProvider(Strict);

        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo("Web"));
        Assert.That(provider.GetRequiredKeyedService<IAuthStrategy>("Api").Name, Is.EqualTo("Api"));
        Assert.That(provider.GetServices<IOptionsFactory<SessionStrategyOptions>>().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task UseSessionStore_OwnStore_IsWhatSessionsUse()
    {
        await using ServiceProvider provider = Build(b => b.AddSession().UseSessionStore<MyStore>());

        await ActivatorUtilities.CreateInstance<Logins>(provider).LogInAsync("user-1", "Alice");

        Assert.That(((MyStore)provider.GetRequiredService<ISessionStore>()).Creations, Does.Contain("user-1"));
    }

    [Test]
    public async Task AddAuthStrategy_StoreRegisteredBefore_IsKept()
    {
        ServiceCollection services = new();
        services.AddSingleton<ISessionStore, MyStore>();
        services.AddAuthStrategy().AddSession();
        await using ServiceProvider provider = services.BuildServiceProvider(Strict);

        Assert.That(provider.GetRequiredService<ISessionStore>(), Is.TypeOf<MyStore>());
    }

    [Test]
    public void Resolve_NoStrategy_SaysWhatToType()
    {
        using ServiceProvider provider = Build(_ => { });

        Assert.That(
            () => provider.GetRequiredService<IAuthStrategy>(),
            Throws.InvalidOperationException.With.Message.Contains("AddSession()").And.Message.Contains("AddJwt("));
    }

    [Test]
    public void Start_NoStrategy_SaysWhatToType()
    {
        using IHost host = HostOf(b => { });

        Assert.That(() => host.StartAsync(), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("AddSession()"));
    }

    [Test]
    public void Start_TwoStrategiesOfOneName_SaysWhatToType()
    {
        using IHost host = HostOf(b => b.AddSession("Web").AddSession("Web"));

        Assert.That(() => host.StartAsync(), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("\"Web\"").And.Message.Contains("must be unique"));
    }

    [Test]
    public void FirstUse_TwoStrategiesOfOneName_SaysWhatToType()
    {
        using ServiceProvider provider = Build(b => b.AddSession("Web").AddJwt("Web", GoodJwt));

        Assert.That(
            async () => await provider.GetRequiredKeyedService<IAuthStrategy>("Web").AuthenticateAsync(new string('A', 64)),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("\"Web\""));
    }

    [Test]
    public void Start_CustomStrategyOfAnotherName_SaysWhatToType()
    {
        using IHost host = HostOf(b => b.AddStrategy<NamedOtherwise>("Mine"));

        Assert.That(() => host.StartAsync(), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("\"Mine\"").And.Message.Contains("\"Other\""));
    }

    private static void BadSession(SessionStrategyOptions o)
    {
        o.IdleTimeout = TimeSpan.Zero;
        o.AbsoluteTimeout = TimeSpan.FromDays(31);
        o.ReuseWindow = TimeSpan.FromMinutes(6);
        o.MaxSessionsPerSubject = 0;
    }

    private static readonly string[] ExpectedMistakes =
        ["IdleTimeout", "AbsoluteTimeout", "ReuseWindow", "MaxSessionsPerSubject", "Issuer", "Audience", "SigningKeys", "AccessTokenLifetime", "ClockSkew", "Capacity"];

    private static void BadEverything(IAuthStrategyBuilder b) => b
        .AddSession(BadSession)
        .AddJwt(o =>
        {
            o.AccessTokenLifetime = TimeSpan.FromDays(15);
            o.ClockSkew = TimeSpan.FromMinutes(6);
        })
        .UseInMemorySessionStore(o => o.Capacity = 0);

    [Test]
    public async Task Start_ManyMistakes_AreReportedTogether()
    {
        using IHost host = HostOf(BadEverything);

        OptionsValidationException exception = (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync()))!;

        foreach (string property in ExpectedMistakes)
            Assert.That(exception.Failures, Has.Some.Contains(property));
    }

    [TestCase("Jwt")]
    [TestCase("Session")]
    public async Task FirstUse_WithoutHost_ManyMistakesAreReportedTogether(string name)
    {
        using ServiceProvider provider = Build(BadEverything);
        IAuthStrategy strategy = provider.GetRequiredKeyedService<IAuthStrategy>(name);

        OptionsValidationException exception = (await Assert.ThrowsAsync<OptionsValidationException>(async () => await strategy.AuthenticateAsync("a.b.c")))!;

        foreach (string property in ExpectedMistakes)
            Assert.That(exception.Failures, Has.Some.Contains(property));
    }

    [Test]
    public async Task Start_GoodOptions_Starts()
    {
        using IHost host = HostOf(b => b.AddSession().AddJwt(GoodJwt).AddStrategy<MyStrategy>("Mine"));

        await host.StartAsync();

        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        Assert.That(lifetime.ApplicationStarted.IsCancellationRequested, Is.True);
        await host.StopAsync();
    }

    [Test]
    public async Task Options_UsersOwnValidation_CountsToo()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession();
        services.AddOptions<SessionStrategyOptions>("Session").Validate(o => o.IdleTimeout <= TimeSpan.FromMinutes(5), "Our policy is five minutes.");
        await using ServiceProvider provider = services.BuildServiceProvider(Strict);

        Assert.That(
            async () => await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync(new string('A', 64)),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("five minutes"));
    }

    private static IEnumerable<TestCaseData> WrongCalls()
    {
        IAuthStrategyBuilder builder = new ServiceCollection().AddAuthStrategy();
        yield return Case(() => AuthStrategyServiceCollectionExtensions.AddAuthStrategy(null!), "services");
        yield return Case(() => new ServiceCollection().AddAuthStrategy(null!), "section");
        yield return Case(() => builder.AddJwt((Action<JwtStrategyOptions>)null!), "configure");
        yield return Case(() => builder.AddJwt((IConfigurationSection)null!), "section");
        yield return Case(() => builder.AddJwt(" ", GoodJwt), "name");
        yield return Case(() => builder.AddSession("", _ => { }), "name");
        yield return Case(() => builder.AddSession((IConfigurationSection)null!), "section");
        yield return Case(() => builder.AddStrategy<MyStrategy>(null!), "name");
        yield return Case(() => builder.UseSessionStore(null!), "factory");
        yield return Case(() => builder.UseInMemorySessionStore(null!), "configure");

        static TestCaseData Case(Func<object> call, string parameter) => new TestCaseData(call, parameter).SetArgDisplayNames(parameter);
    }

    [TestCaseSource(nameof(WrongCalls))]
    public void Verbs_WrongArgument_NameTheParameter(Func<object> call, string parameter)
    {
        Assert.That(() => call(), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(parameter));
    }

    private static void GoodJwt(JwtStrategyOptions o)
    {
        o.Issuer = "https://api.example";
        o.Audience = "web";
        o.SigningKeys.Add(JwtKey.Generate("HS256"));
    }

    private static ServiceProvider Build(Action<IAuthStrategyBuilder> add)
    {
        ServiceCollection services = new();
        add(services.AddAuthStrategy());
        return services.BuildServiceProvider(Strict);
    }

    private static IHost HostOf(Action<IAuthStrategyBuilder> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        add(builder.Services.AddAuthStrategy());
        return builder.Build();
    }

    private sealed class NamedOtherwise : IAuthStrategy
    {
        private readonly MyStrategy _inner = new("Other");

        public string Name => _inner.Name;

        public ValueTask<IssuedCredential> IssueAsync(System.Security.Claims.ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) =>
            _inner.IssueAsync(principal, options, cancellationToken);

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => default;

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => default;

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => default;
    }

    [Test]
    public void AddSession_NullInsteadOfOptions_KeepsTheDefaults()
    {
        ServiceCollection services = new();

        services.AddAuthStrategy().AddSession("Web", null);

        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo("Web"));
    }

    [Test]
    public async Task AddSession_WholeConfiguration_ReadsItsOwnSettingsAndIgnoresOthers()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("IdleTimeout", "00:05:00"), new("Logging", "everything")])
            .Build();
        ServiceCollection services = new();

        services.AddAuthStrategy().AddSession(configuration, "Web");

        using ServiceProvider provider = services.BuildServiceProvider();
        DateTimeOffset before = DateTimeOffset.UtcNow;
        IssuedCredential issued = await provider.GetRequiredService<IAuthStrategy>().IssueAsync(new(new System.Security.Claims.ClaimsIdentity([new("sub", "alice")], "password")));
        Assert.That(issued.ExpiresAt - before, Is.LessThan(TimeSpan.FromMinutes(6)));
    }
}
