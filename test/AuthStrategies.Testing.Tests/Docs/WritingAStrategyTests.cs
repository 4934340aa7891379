using AuthStrategies.Testing.Tests.Strategies;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Testing.Tests.Docs;

/// <summary>The strategy that docs/writing-a-strategy.md shows is this compiled one, and it keeps the contract.</summary>
public sealed class WritingAStrategyTests
{
    private static IEnumerable<AuthStrategyCase> Cases => AuthStrategyConformance.Cases;

    [TestCaseSource(nameof(Cases))]
    public async Task Strategy_Conforms(AuthStrategyCase c)
    {
        var clock = new SettableTimeProvider();
        var harness = new AuthStrategyHarness(new ApiKeyStrategy("ApiKey", clock)) { Time = clock, CanRefresh = false };
        if (!c.IsApplicable(harness))
            return;

        await c.RunAsync(harness);
    }

    [Test]
    public void Document_Strategy_IsTheCompiledOne() => Assert.That(
        Document.CodeBlocks("docs/writing-a-strategy.md"),
        Has.Member(Document.AsShown("test/AuthStrategies.Testing.Tests/Docs/ApiKeyStrategy.cs")));

    [Test]
    public async Task AddStrategy_OfTheDocument_RegistersIt()
    {
        var services = new ServiceCollection();
        Register(services);
        await using ServiceProvider provider = services.BuildServiceProvider();

        IAuthStrategy strategy = provider.GetRequiredKeyedService<IAuthStrategy>("ApiKey");
        IssuedCredential key = await strategy.IssueAsync(TestPrincipals.Of("alice"));

        Assert.That(strategy.Name, Is.EqualTo("ApiKey"));
        Assert.That((await strategy.AuthenticateAsync(key.Value)).Succeeded, Is.True);
    }

    private static void Register(IServiceCollection services)
    {
        services.AddAuthStrategy().AddStrategy<ApiKeyStrategy>("ApiKey", new() { IssuesCredentials = true });
    }
}
