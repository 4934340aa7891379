namespace AuthStrategies.Tests.Jwt.KeyStores;

/// <summary>What <see cref="IJwtKeyStore"/> promises, for any store; several instances of one backend if it has any.</summary>
internal static class JwtKeyStoreContract
{
    public static JwtKeyDocument Document(long version, int seed = 1) => new(version, [(byte)seed, 0, 255, (byte)version]);

    public static async Task HoldsAsync(Func<IJwtKeyStore> open)
    {
        IJwtKeyStore store = open();
        IJwtKeyStore other = open();
        Assert.That(await store.LoadAsync("Jwt", default), Is.Null);
        Assert.That(await store.TrySaveAsync("Jwt", Document(2), default), Is.False, "nothing to replace");
        Assert.That(await store.LoadAsync("Jwt", default), Is.Null, "and nothing made of it");
        Assert.That(await store.TrySaveAsync("Jwt", Document(1), default), Is.True);
        Assert.That(await other.TrySaveAsync("Jwt", Document(1, seed: 2), default), Is.False, "there is one");
        Assert.That(await other.TrySaveAsync("Jwt", Document(3), default), Is.False, "not the next version");
        Assert.That(await other.TrySaveAsync("Jwt", Document(2), default), Is.True);
        Assert.That(await store.TrySaveAsync("Jwt", Document(2, seed: 2), default), Is.False, "another node was faster");
        Assert.That(await store.TrySaveAsync("jwt", Document(1, seed: 3), default), Is.True, "another strategy");

        JwtKeyDocument loaded = (await store.LoadAsync("Jwt", default))!;
        Assert.That(loaded.Version, Is.EqualTo(2));
        Assert.That(loaded.Content.ToArray(), Is.EqualTo(Document(2).Content.ToArray()));
        Assert.That((await other.LoadAsync("jwt", default))!.Content.ToArray(), Is.EqualTo(Document(1, seed: 3).Content.ToArray()));
        Assert.That(async () => await store.LoadAsync("Jwt", new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await store.TrySaveAsync("Jwt", Document(3), new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await store.LoadAsync("Jwt", default))!.Version, Is.EqualTo(2));
    }

    /// <summary>Writers that race for every version: each version has one winner.</summary>
    public static async Task OneWinnerPerVersionAsync(Func<IJwtKeyStore> open, int writers, int versions)
    {
        int[] wins = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => WriteAsync(open(), versions))));

        Assert.That(wins.Sum(), Is.EqualTo(versions));
        Assert.That((await open().LoadAsync("Jwt", default))!.Version, Is.EqualTo(versions));
    }

    /// <summary>Writes the next version again and again until there are so many.</summary>
    /// <returns>How many of them were this writer's.</returns>
    public static async Task<int> WriteAsync(IJwtKeyStore store, int versions)
    {
        int won = 0;
        while (true)
        {
            long version = (await store.LoadAsync("Jwt", default))?.Version ?? 0;
            if (version == versions)
                return won;
            if (await store.TrySaveAsync("Jwt", Document(version + 1), default))
                won++;
        }
    }
}
