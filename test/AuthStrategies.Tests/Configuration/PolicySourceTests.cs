using System.Collections.Concurrent;
using AuthStrategies.Tests.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Configuration;

/// <summary>Keys that change in the configuration of a running application.</summary>
[TestFixture]
public sealed class PolicySourceTests
{
    private const int Readers = 100;
    private const int Swaps = 1000;

    private static readonly Dictionary<string, string> Secrets = new[] { "a", "b", "c" }.ToDictionary(name => name, name => Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));

    [Test]
    [Property("Requirement", "K-03")]
    public async Task Reload_KeyReplaced_ItsTokensAreRefusedAtOnce()
    {
        IConfigurationRoot configuration = Configuration("a");
        await using ServiceProvider provider = Build(configuration);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string token = await new Logins(strategy).LogInAsync("user-1", "Alice");

        Set(configuration, "b");

        Assert.That((await strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownKey));
        Assert.That(await new Logins(strategy).WhoIsItAsync(await new Logins(strategy).LogInAsync("user-1", "Alice")), Is.EqualTo("Alice"));
    }

    [Test]
    [Property("Requirement", "K-06")]
    public async Task Reload_ThousandSwapsUnderHundredReaders_NoReaderSeesAMixture()
    {
        IConfigurationRoot configuration = Configuration("a", "b");
        await using ServiceProvider provider = Build(configuration);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string kept = await new Logins(strategy).LogInAsync("user-1", "Alice");
        using CancellationTokenSource done = new();
        ConcurrentBag<AuthFailureReason> failures = [];
        int reads = 0;
        Task[] readers = [.. Enumerable.Range(0, Readers).Select(_ => Task.Run(ReadAsync))];

        for (int i = 0; i < Swaps; i++)
            Set(configuration, i % 2 == 0 ? ["c", "a"] : ["a", "b"]);
        await done.CancelAsync();
        await Task.WhenAll(readers);

        Assert.That(failures, Is.Empty);
        Assert.That(reads, Is.AtLeast(Readers));

        async Task ReadAsync()
        {
            do
            {
                // Signed by the key of the moment, which the next moment may know no more; and by the one that always counts.
                string fresh = await new Logins(strategy).LogInAsync("user-1", "Alice");
                if ((await strategy.AuthenticateAsync(kept)).Failure is { } failure)
                    failures.Add(failure.Reason);
                if ((await strategy.AuthenticateAsync(fresh)).Failure is { Reason: not AuthFailureReason.UnknownKey } mixture)
                    failures.Add(mixture.Reason);
                Interlocked.Increment(ref reads);
                await Task.Yield();
            }
            while (!done.IsCancellationRequested);
        }
    }

    private static IConfigurationRoot Configuration(params string[] keys)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Auth:Strategy", "Jwt"), new("Auth:Jwt:Issuer", "https://api.example"), new("Auth:Jwt:Audience", "web"),
        ]).Build();
        Set(configuration, keys);
        return configuration;
    }

    private static void Set(IConfigurationRoot configuration, params string[] keys)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            configuration[$"Auth:Jwt:SigningKeys:{i}:Algorithm"] = "HS256";
            configuration[$"Auth:Jwt:SigningKeys:{i}:Secret"] = Secrets[keys[i]];
        }

        configuration.Reload();
    }

    private static ServiceProvider Build(IConfiguration configuration)
    {
        ServiceCollection services = new();
        services.AddAuthStrategy(configuration.GetSection("Auth"));
        return services.BuildServiceProvider();
    }
}
