using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Testing.Tests.Registration;

/// <summary>Fakes in the place of an application's strategies.</summary>
public sealed class FakeAuthStrategyServiceCollectionExtensionsTests
{
    [Test]
    public async Task UseFakeAuthStrategy_OverTwoStrategies_ReplacesBothByName()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddJwt(_ => { }).AddSession();

        using ServiceProvider provider = services.UseFakeAuthStrategy().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        FakeAuthStrategy jwt = provider.GetRequiredService<FakeAuthStrategy>();
        Assert.That(provider.GetRequiredService<IAuthStrategy>(), Is.SameAs(jwt));
        Assert.That(jwt.Name, Is.EqualTo("Jwt"));
        IAuthStrategy session = provider.GetRequiredKeyedService<IAuthStrategy>("Session");
        Assert.That(session, Is.TypeOf<FakeAuthStrategy>().And.Property("Name").EqualTo("Session"));
        (await session.AuthenticateAsync(jwt.LogIn("alice").Value)).ShouldNotApply();
    }

    [Test]
    public async Task UseFakeAuthStrategy_Directory_ListsTheSessionsOfAllFakes()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddJwt(_ => { }).AddSession();
        using ServiceProvider provider = services.UseFakeAuthStrategy().BuildServiceProvider();
        provider.GetRequiredKeyedService<FakeAuthStrategy>("Jwt").LogIn("alice");
        provider.GetRequiredKeyedService<FakeAuthStrategy>("Session").LogIn("alice");

        int ended = await provider.GetRequiredService<ISessionDirectory>().RevokeAllAsync("alice");

        Assert.That(ended, Is.EqualTo(2));
    }

    [Test]
    public void UseFakeAuthStrategy_OptionsWithoutKeys_AreNotChecked()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddJwt(_ => { });

        using ServiceProvider provider = services.UseFakeAuthStrategy().BuildServiceProvider();

        Assert.That(() => provider.GetService<IStartupValidator>()?.Validate(), Throws.Nothing);
    }

    [Test]
    public async Task UseFakeAuthStrategy_ClockOfTheContainer_IsTheFakes()
    {
        SettableTimeProvider time = new();
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession();
        services.AddSingleton<TimeProvider>(time);
        using ServiceProvider provider = services.UseFakeAuthStrategy().BuildServiceProvider();
        FakeAuthStrategy fake = provider.GetRequiredService<FakeAuthStrategy>();
        IssuedCredential alice = fake.LogIn("alice");

        time.Advance(fake.Lifetime);

        (await fake.AuthenticateAsync(alice.Value)).ShouldFailWith(AuthFailureReason.Expired);
    }

    [Test]
    public void UseFakeAuthStrategy_NothingRegistered_AddsOneFake()
    {
        using ServiceProvider provider = new ServiceCollection().UseFakeAuthStrategy().BuildServiceProvider();

        Assert.That(provider.GetRequiredService<IAuthStrategy>().Name, Is.EqualTo(FakeAuthStrategy.DefaultName));
    }
}
