using AuthStrategies.EntityFrameworkCore.Tests.Apps;
using AuthStrategies.EntityFrameworkCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>The look-up goes past the query pipeline, and nobody notices but by the clock.</summary>
[TestFixture]
public sealed class LookUpTests
{
    [Test]
    public async Task Find_EveryNameIsTheApplications_IsFoundThere([Values(Backend.Sqlite, Backend.Postgres)] Backend backend, [Values] bool isPooled)
    {
        await using Vault vault = await Vault.OverAsync(backend);
        await using ServiceProvider services = Services<RenamedContext>(vault, isPooled);
        await using (RenamedContext context = await services.GetRequiredService<IDbContextFactory<RenamedContext>>().CreateDbContextAsync())
            await vault.SayAsync(context.Database.GenerateCreateScript());
        EntityFrameworkSessionStore<RenamedContext> store = Store<RenamedContext>(services);
        SessionRecord record = Sample.Record();

        // Look-ups and writes in turns: over SQLite they use different connections of one context.
        for (int turn = 0; turn < 3; turn++)
        {
            SessionRecord other = Sample.Record();
            Assert.That(await store.FindAsync(other.Id, default), Is.Null);
            Assert.That(await store.TryCreateAsync(other, default), Is.True);
        }

        await store.TryCreateAsync(record, default);
        SessionRecord? found = await store.FindAsync(record.Id, default);

        Assert.That(found!.Subject, Is.EqualTo(record.Subject));
        Assert.That(found.ExpiresAt, Is.EqualTo(record.ExpiresAt));
        Assert.That(found.EndsAt, Is.EqualTo(record.EndsAt));
        Assert.That(found.Version, Is.EqualTo(record.Version));
        Assert.That(found.Payload.ToArray(), Is.EqualTo(record.Payload.ToArray()));
    }

    [Test]
    public async Task Find_ContextWithInterceptors_TheySeeIt([Values(Backend.Sqlite, Backend.Postgres)] Backend backend, [Values] bool isKept)
    {
        await using Vault vault = await Vault.OverAsync(backend);
        var counting = new CountingInterceptor();
        ISessionStore store = vault.Node(more: options => options.AddInterceptors(counting), isKept: isKept);

        await store.FindAsync(Sample.Id(), default);

        Assert.That(counting.Contexts, Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "F-40")]
    public async Task Find_ContextsAreKept_OneServesCallAfterCallAndNoWrite([Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using Vault vault = await Vault.OverAsync(backend);
        var counting = new CountingInterceptor();
        ISessionStore store = vault.Node(more: options => options.AddInterceptors(counting), isKept: true);

        for (int call = 0; call < 5; call++)
            await store.FindAsync(Sample.Id(), default);
        int ofLookUps = counting.Contexts.Distinct().Count();
        await store.RemoveAsync(Sample.Id(), null, default);

        Assert.That(ofLookUps, Is.EqualTo(1));
        Assert.That(counting.Contexts.Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    [Property("Requirement", "F-40")]
    public async Task Find_OneFails_ItsContextIsNotUsedAgain([Values(Backend.Sqlite, Backend.Postgres)] Backend backend)
    {
        await using Vault vault = await Vault.OverAsync(backend);
        var counting = new CountingInterceptor();
        ISessionStore store = vault.Node(more: options => options.AddInterceptors(counting), isKept: true);
        await vault.SayAsync("""ALTER TABLE "AuthStrategySessions" RENAME TO "Elsewhere" """);
        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(Sample.Id(), default));
        await vault.SayAsync("""ALTER TABLE "Elsewhere" RENAME TO "AuthStrategySessions" """);

        await store.FindAsync(Sample.Id(), default);

        Assert.That(counting.Contexts, Has.Count.EqualTo(2).And.Unique);
    }

    [Test]
    [Property("Requirement", "F-40")]
    public async Task Find_ManyAtOnce_NoTwoShareAContext()
    {
        await using Vault vault = await Vault.OverAsync(Backend.Postgres);
        var counting = new CountingInterceptor();
        ISessionStore store = vault.Node(more: options => options.AddInterceptors(counting), isKept: true);
        await store.FindAsync(Sample.Id(), default);
        Task[] calls;
        await using (System.Data.Common.DbConnection locked = await vault.ConnectAsync())
        {
            await using System.Data.Common.DbCommand command = locked.CreateCommand();
            command.CommandText = """BEGIN; LOCK TABLE "AuthStrategySessions" IN ACCESS EXCLUSIVE MODE""";
            await command.ExecuteNonQueryAsync();
            calls = [.. Enumerable.Range(0, 20).Select(_ => store.FindAsync(Sample.Id(), default).AsTask())];
            await Until.TrueAsync(() => vault.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), waiting => waiting == 20);
        }

        await Task.WhenAll(calls);

        Assert.That(counting.Contexts.Skip(1).Distinct().Count(), Is.EqualTo(20));
    }

    private static ServiceProvider Services<TContext>(Vault vault, bool isPooled)
        where TContext : DbContext
    {
        ServiceCollection services = new();
        if (isPooled)
            services.AddPooledDbContextFactory<TContext>(vault.Use);
        else
            services.AddDbContextFactory<TContext>(vault.Use);
        return services.BuildServiceProvider();
    }

    private static EntityFrameworkSessionStore<TContext> Store<TContext>(ServiceProvider services)
        where TContext : DbContext =>
        new(services.GetRequiredService<IServiceScopeFactory>(), Options.Create(new EntityFrameworkSessionStoreOptions()), TimeProvider.System);
}
