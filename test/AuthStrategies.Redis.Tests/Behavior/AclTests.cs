using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>The user that docs/redis.md proposes can do all that is needed.</summary>
[TestFixture]
public sealed class AclTests
{
    [Test]
    public async Task WholeLife_UserOfTheDocument_IsAllowed()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        string sample = (await File.ReadAllLinesAsync(Document.FilePath)).Single(line => line.StartsWith("ACL SETUSER", StringComparison.Ordinal));
        await using var fixture = new StoreFixture(redis.EndPoint + ",user=shop,password=password");
        string said = await redis.SayAsync(sample.Replace("my-shop", fixture.Prefix, StringComparison.Ordinal));
        Assert.That(said, Is.EqualTo("+OK\r\n"));
        await redis.SayAsync("ACL SETUSER default off");
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();

        bool created = await store.TryCreateAsync(record, default);
        bool replaced = await store.TryReplaceAsync(StoreFixture.Next(record), default);
        SessionRecord? found = await store.FindAsync(record.Id, default);
        IReadOnlyList<SessionRecord> listed = await StoreFixture.ListAsync(store);
        bool removed = await store.RemoveAsync(record.Id, 2, default);
        int none = await store.RemoveAllAsync("alice", null, default);
        using ISessionInvalidationChannel channel = store.GetService<ISessionInvalidations>()!.Open(_ => { });
        await Until.TrueAsync(() => channel.Subscription != 0);

        Assert.That(created && replaced && removed, Is.True);
        Assert.That(found!.Version, Is.EqualTo(2));
        Assert.That(listed, Has.Count.EqualTo(1));
        Assert.That(none, Is.Zero);
        Assert.That(fixture.Log.Ids, Is.EqualTo(new[] { 225 }));
    }

    [Test]
    public async Task ListAll_UserOfTheDocument_NeedsScan()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        string sample = (await File.ReadAllLinesAsync(Document.FilePath)).Single(line => line.StartsWith("ACL SETUSER", StringComparison.Ordinal));
        await using var fixture = new StoreFixture(redis.EndPoint + ",user=shop,password=password");
        await redis.SayAsync(sample.Replace("my-shop", fixture.Prefix, StringComparison.Ordinal));
        RedisSessionStore store = fixture.Node();
        SessionRecord record = fixture.New();
        await store.TryCreateAsync(record, default);
        ISessionEnumerator enumerator = store.GetService<ISessionEnumerator>()!;

        await Assert.ThatAsync(async () => await enumerator.ListAllAsync(null, 100, default), Throws.TypeOf<SessionStoreException>().With.Message.Contains("ACL"));
        await redis.SayAsync("ACL SETUSER shop +scan");
        SessionPage page = await enumerator.ListAllAsync(null, 100, default);

        Assert.That(page.Records.Select(listed => listed.Id), Is.EqualTo(new[] { record.Id }));
    }
}
