using AuthStrategies.EntityFrameworkCore.Tests.Apps;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using AuthStrategies.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Moq;

namespace AuthStrategies.EntityFrameworkCore.Tests;

[TestFixture]
public sealed class EntityFrameworkAuthStrategyBuilderExtensionsTests
{
    [TestCase(Backend.Sqlite)]
    [TestCase(Backend.Postgres)]
    public async Task UseEntityFramework_ReadyContext_KeepsSessionsThere(Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        await using ServiceProvider provider = Services(auth => auth.UseEntityFramework(database.Use)).BuildServiceProvider(validateScopes: true);

        bool created = await provider.GetRequiredService<ISessionStore>().TryCreateAsync(Sample.Record(), default);

        Assert.That(created, Is.True);
        Assert.That(await database.CountAsync(), Is.EqualTo(1));
    }

    [TestCase(Backend.Sqlite)]
    [TestCase(Backend.Postgres)]
    public async Task UseEntityFramework_OwnContextMigrated_KeepsSessionsBesideTheRest(Backend backend)
    {
        await using TestDatabase database = await TestDatabase.OverAsync(backend);
        await database.SayAsync("""DROP TABLE IF EXISTS "AuthStrategySessions" """);
        await database.SayAsync("""DROP TABLE IF EXISTS "Logins" """);
        await database.SayAsync("""DROP TABLE IF EXISTS "__EFMigrationsHistory" """);
        ServiceCollection services = Services(auth => auth.UseEntityFramework<ShopContext>());
        services.AddDbContextFactory<ShopContext>(options =>
        {
            database.Use(options);
            // The application's own table is not this test's matter, and no snapshot is either.
            options.ConfigureWarnings(warnings => warnings.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning));
        });
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        await using (AsyncServiceScope scope = provider.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.MigrateAsync();
        var store = provider.GetRequiredService<ISessionStore>();
        SessionRecord record = Sample.Record();

        bool created = await store.TryCreateAsync(record, default);

        Assert.That(created, Is.True);
        Assert.That(await store.FindAsync(record.Id, default), Is.Not.Null);
        Assert.That(await database.CountAsync("""SELECT count(*) FROM "Logins" """), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-40")]
    public async Task UseEntityFramework_PooledContextsManyAtOnce_EachAnswersItsOwn()
    {
        await using TestDatabase database = await TestDatabase.OverAsync(Backend.Sqlite);
        ServiceCollection services = Services(auth => auth.UseEntityFramework<AuthStrategySessionsContext>(o => o.OperationTimeout = TimeLimits.Generous));
        services.AddPooledDbContextFactory<AuthStrategySessionsContext>(database.Use, poolSize: 4);
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        var store = provider.GetRequiredService<ISessionStore>();

        bool[] right = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            SessionRecord record = Sample.Record("subject-" + i);
            bool created = await store.TryCreateAsync(record, default);
            bool again = await store.TryCreateAsync(record, default);
            SessionRecord? found = await store.FindAsync(record.Id, default);
            return created && !again && found?.Subject == record.Subject && await store.RemoveAllAsync(record.Subject, null, default) == 1;
        })));

        Assert.That(right, Has.All.True);
    }

    [Test]
    public async Task UseEntityFramework_AddDbContextOnly_SaysWhatToType()
    {
        ServiceCollection services = Services(auth => auth.UseEntityFramework<ShopContext>());
        services.AddDbContext<ShopContext>(options => options.UseSqlite("Data Source=:memory:"));
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException wrong = (await Assert.ThrowsAsync<OptionsValidationException>(async () => await provider.GetRequiredService<ISessionStore>().FindAsync(Sample.Id(), default)))!;

        Assert.That(wrong.Message, Does.Contain("services.AddDbContextFactory<ShopContext>("));
    }

    [Test]
    public async Task Options_SeveralMistakes_AllAreNamedAtStart()
    {
        ServiceCollection services = Services(auth => auth.UseEntityFramework<ForgetfulContext>(o =>
        {
            o.OperationTimeout = TimeSpan.Zero;
            o.SweepInterval = TimeSpan.FromDays(2);
            o.SweepJitter = 1.5;
            o.SweepBatch = 0;
            o.SweepMargin = TimeSpan.FromSeconds(-1);
        }));
        services.AddDbContextFactory<ForgetfulContext>(options => options.UseSqlite("Data Source=:memory:"));
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException wrong = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate())!;

        Assert.That(wrong.Failures.Count(), Is.EqualTo(6));
        foreach (string name in new[] { "OperationTimeout is 00:00:00", "SweepInterval is 2.00:00:00", "SweepJitter is 1.5", "SweepBatch is 0", "SweepMargin is -00:00:01", "modelBuilder.AddAuthStrategySessions()" })
            Assert.That(wrong.Message, Does.Contain(name));
    }

    [Test]
    public async Task Options_MistakeWithoutAHost_FirstUseNamesItWithAllOthers()
    {
        ServiceCollection services = new();
        services.AddAuthStrategy().AddSession(o => o.IdleTimeout = TimeSpan.Zero).UseEntityFramework(o => o.UseSqlite("Data Source=:memory:"), o => o.SweepBatch = 0);
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException wrong = (await Assert.ThrowsAsync<OptionsValidationException>(async () =>
            await provider.GetRequiredService<IAuthStrategy>().IssueAsync(TestPrincipals.Of("alice"))))!;

        Assert.That(wrong.Failures, Has.Some.Contain("SweepBatch is 0"));
        Assert.That(wrong.Failures, Has.Some.Contain("IdleTimeout"));
    }

    [Test]
    public async Task Options_Defaults_AreValidAndTheSweepIsHosted()
    {
        await using ServiceProvider provider = Services(auth => auth.UseEntityFramework(o => o.UseSqlite("Data Source=:memory:"))).BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<IStartupValidator>().Validate(), Throws.Nothing);
        Assert.That(provider.GetServices<IHostedService>().Select(service => service.GetType().Name), Does.Contain("SessionSweeper"));
    }

    [Test]
    public void UseEntityFramework_Null_Throws()
    {
        IAuthStrategyBuilder builder = Mock.Of<IAuthStrategyBuilder>(b => b.Services == new ServiceCollection());

        Assert.Throws<ArgumentNullException>(() => EntityFrameworkAuthStrategyBuilderExtensions.UseEntityFramework<ShopContext>(null!));
        Assert.Throws<ArgumentNullException>(() => builder.UseEntityFramework((Action<DbContextOptionsBuilder>)null!));
        Assert.Throws<ArgumentNullException>(() => builder.UseEntityFramework((Action<IServiceProvider, DbContextOptionsBuilder>)null!));
    }

    private static ServiceCollection Services(Action<IAuthStrategyBuilder> use)
    {
        var services = new ServiceCollection();
        use(services.AddAuthStrategy().AddSession());
        return services;
    }
}
