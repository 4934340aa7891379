using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests;

/// <summary>
/// Keys that were stored without protection go to a key store with protection, while nodes of both kinds run, and no user is logged out.
/// Compiled into the tests of each package with a key store.
/// </summary>
internal static class KeyMoveScenario
{
    /// <summary>From an unprotected file to a store with protection.</summary>
    /// <param name="target">Chooses the store.</param>
    /// <param name="dump">What stands in the store.</param>
    public static async Task MoveFromFileAsync(Action<IAuthStrategyBuilder> target, Func<Task<byte[]>> dump)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("authstrategies-");
        try
        {
            string path = Path.Combine(directory.FullName, "keys", "jwt.json");
            await RunAsync(
                builder => builder.UseFileJwtKeyStore(path),
                target,
                builder => builder.MoveJwtKeysFrom(_ => new FileJwtKeyStore(path)),
                dump);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>From an unprotected store to the same store with protection.</summary>
    /// <param name="store">Chooses the store.</param>
    /// <param name="dump">What stands in the store.</param>
    public static async Task ProtectInPlaceAsync(Action<IAuthStrategyBuilder> store, Func<Task<byte[]>> dump) =>
        await RunAsync(store, store, builder => builder.ProtectStoredJwtKeys(), dump, async protect =>
        {
            Assert.That(Encoding.UTF8.GetString(await dump()), Does.Contain("PRIVATE KEY"), "the counter-example");
            using Node forgotten = new(builder =>
            {
                store(builder);
                protect(builder);
            });
            Assert.That(() => forgotten.IssueAsync(), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("ProtectStoredJwtKeys()"));
            Assert.That(forgotten.Log.Lines, Has.Some.StartsWith("[39] Error").And.Contains("it is not protected").And.Contains("has no keys yet"));
        });

    private static async Task RunAsync(
        Action<IAuthStrategyBuilder> before, Action<IAuthStrategyBuilder> after, Action<IAuthStrategyBuilder> transition, Func<Task<byte[]>> dump, Func<Action<IAuthStrategyBuilder>, Task>? check = null)
    {
        SpyRecordStore sessions = new();
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        using Node old = new(before, sessions);
        IssuedCredential[] users = [await old.IssueAsync(), await old.IssueAsync()];
        if (check is not null)
            await check(Protect);

        using Node first = new(New, sessions);
        using Node second = new(New, sessions);
        foreach (Node node in (Node[])[first, second])
        {
            foreach (IssuedCredential user in users)
                Assert.That((await node.Strategy.AuthenticateAsync(user.Value)).Succeeded, Is.True, "an access token from before");
        }

        RefreshResult refreshed = await second.Strategy.RefreshAsync(users[0].RefreshToken!);
        Assert.That(refreshed.Succeeded, Is.True, "a refresh token from before");
        Assert.That((await old.Strategy.AuthenticateAsync(refreshed.Credential!.Value)).Succeeded, Is.True, "a node from before accepts the tokens of the others");
        Assert.That((await old.Strategy.RefreshAsync(users[1].RefreshToken!)).Succeeded, Is.True, "and goes on to issue");
        Assert.That(Encoding.UTF8.GetString(await dump()), Does.Not.Contain("PRIVATE KEY"));
        Assert.That(first.Log.Lines.Concat(second.Log.Lines).Where(line => line.StartsWith("[40]", StringComparison.Ordinal)).ToArray(), Has.Length.EqualTo(1), "once");

        using Node last = new(builder =>
        {
            after(builder);
            Protect(builder);
        }, sessions);
        Assert.That((await last.Strategy.AuthenticateAsync(users[0].Value)).Succeeded, Is.True, "without the line for the transition");
        Assert.That((await last.Strategy.RefreshAsync(refreshed.Credential.RefreshToken!)).Succeeded, Is.True);

        void New(IAuthStrategyBuilder builder)
        {
            after(builder);
            Protect(builder);
            transition(builder);
        }

        void Protect(IAuthStrategyBuilder builder) => builder.ProtectJwtKeysWithKeyEncryptionKeys(options => options.KeyEncryptionKeys.Add(key));
    }

    private sealed class Node : IDisposable
    {
        private readonly ServiceProvider _services;

        public Node(Action<IAuthStrategyBuilder> keys, ISessionStore? sessions = null)
        {
            ServiceCollection services = new();
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
            IAuthStrategyBuilder builder = services.AddAuthStrategy().AddJwt(options =>
            {
                (options.Issuer, options.Audience) = ("https://issuer.example", "web");
                options.RefreshTokens.Enabled = true;
                options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(1));
            });
            if (sessions is not null)
                builder.UseSessionStore(_ => sessions);
            keys(builder);
            _services = services.BuildServiceProvider();
        }

        public LogCapture Log { get; } = new();

        public IAuthStrategy Strategy => _services.GetRequiredService<IAuthStrategy>();

        public Task<IssuedCredential> IssueAsync() => Strategy.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "password"))).AsTask();

        public void Dispose() => _services.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
