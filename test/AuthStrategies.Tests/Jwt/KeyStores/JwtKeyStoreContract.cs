namespace AuthStrategies.Tests.Jwt.KeyStores;

/// <summary>Documents, and writers that race with each other, also from several processes. The rules themselves are cases of the public kit.</summary>
internal static class JwtKeyStoreContract
{
    public static JwtKeyDocument Document(long version, int seed = 1) => new(version, [(byte)seed, 0, 255, (byte)version]);

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
