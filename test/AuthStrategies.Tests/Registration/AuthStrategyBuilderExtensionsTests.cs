using AuthStrategies.Testing;
using AuthStrategies.Tests.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Registration;

/// <summary>The cache stands in front of the store that was picked last, in either order.</summary>
[TestFixture]
public sealed class AuthStrategyBuilderExtensionsTests
{
    private static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    [TestCase(true)]
    [TestCase(false)]
    public async Task UseNearCache_BeforeOrAfterTheStore_StandsInFrontOfIt(bool before)
    {
        ServiceCollection services = new();
        IAuthStrategyBuilder auth = services.AddAuthStrategy().AddSession();
        if (before)
            auth.UseNearCache().UseSessionStore<MyStore>();
        else
            auth.UseSessionStore<MyStore>().UseNearCache();
        await using ServiceProvider provider = services.BuildServiceProvider(Strict);

        await ActivatorUtilities.CreateInstance<Logins>(provider).LogInAsync("user-1", "Alice");

        Assert.That(((MyStore)provider.GetRequiredService<ISessionStore>()).Creations, Does.Contain("user-1"));
        Assert.That(provider.GetRequiredService<NearCacheSessionStore>(), Is.Not.Null);
    }

    [Test]
    public void AddAuthStrategy_NoNearCache_ThereIsNone()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession();
        using ServiceProvider provider = services.BuildServiceProvider(Strict);

        Assert.That(provider.GetService<NearCacheSessionStore>(), Is.Null);
    }

    [Test]
    public void UseNearCache_Options_AreConfiguredTogetherAndChecked()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession().UseNearCache(options => options.Capacity = 0).UseNearCache(options => options.MaxStaleness = TimeSpan.FromHours(1));
        using ServiceProvider provider = services.BuildServiceProvider(Strict);

        OptionsValidationException? mistakes = Assert.Throws<OptionsValidationException>(() => _ = provider.GetRequiredService<IOptions<NearCacheOptions>>().Value);

        Assert.That(mistakes!.Failures.Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task UseNearCache_WrongOptionWithoutAHost_FirstUseOfAStrategyNamesItWithAllOthers()
    {
        await using ServiceProvider provider = WrongOptions();

        OptionsValidationException wrong = (await Assert.ThrowsAsync<OptionsValidationException>(async () =>
            await provider.GetRequiredService<IAuthStrategy>().IssueAsync(TestPrincipals.Of("alice"))))!;

        AssertNamesAll(wrong);
    }

    [Test]
    public async Task UseNearCache_WrongOptionWithoutAHost_FirstUseOfTheDirectoryNamesItWithAllOthers()
    {
        await using ServiceProvider provider = WrongOptions();

        OptionsValidationException wrong = (await Assert.ThrowsAsync<OptionsValidationException>(async () =>
            await provider.GetRequiredService<ISessionDirectory>().ListAsync("alice")))!;

        AssertNamesAll(wrong);
    }

    private static ServiceProvider WrongOptions()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession(options => options.IdleTimeout = TimeSpan.Zero).UseNearCache(options => options.Capacity = 0);
        return services.BuildServiceProvider(Strict);
    }

    private static void AssertNamesAll(OptionsValidationException wrong)
    {
        Assert.That(wrong.Failures, Has.Some.Contain("NearCacheOptions.Capacity is 0"));
        Assert.That(wrong.Failures, Has.Some.Contain("IdleTimeout"));
    }
}
