using AuthStrategies.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Sessions;

/// <summary>The secret of former logins is in two records of the store.</summary>
[TestFixture]
public sealed class FormerSecretTests
{
    private const string Subject = SessionRecord.SystemSubjectPrefix + "former-secret";

    [TestCase("", true)]
    [TestCase("-spare", true)]
    [TestCase("-spare", false)]
    public async Task KeepSecret_OneRecordLost_IsTheSecretOfBefore(string lost, bool writes)
    {
        SpyStore store = new(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), TimeProvider.System));
        await using ServiceProvider services = new ServiceCollection().AddAuthStrategy().AddSession().UseSessionStore(_ => store).Services.BuildServiceProvider();
        IFormerLogins logins = services.GetRequiredService<IAuthStrategy>().GetService<IFormerLogins>()!;
        ReadOnlyMemory<byte> first = await logins.KeepSecretAsync(new byte[] { 1, 2, 3 });
        Assert.That(await store.RemoveAllAsync(Subject + lost, except: null, default), Is.EqualTo(1));
        if (!writes)
            store.Before = (operation, _) => operation == "create" ? throw new SessionStoreException("The store is full.") : Task.CompletedTask;

        ReadOnlyMemory<byte> again = await logins.KeepSecretAsync(new byte[] { 4, 5, 6 });

        Assert.That(again.ToArray(), Is.EqualTo(first.ToArray()));
        Assert.That(await store.ListAsync(Subject + lost, default), Has.Count.EqualTo(writes ? 1 : 0));
    }
}
