using AuthStrategies.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Registration;

/// <summary>A key store that cannot be used is reported when the application has started, and neither delays nor stops it.</summary>
[TestFixture]
public sealed class KeyStoreCheckTests
{
    private const int NotUsable = 90;

    [TestCase("fails", true, 1)]
    [TestCase("throws", true, 1)]
    [TestCase("hangs", true, 1)]
    [TestCase("empty", true, 0)]
    [TestCase("fails", false, 0)]
    public async Task Start_WithAKeyStore_WarnsIfItIsNeededAndCannotBeUsed(string kind, bool rotates, int expected)
    {
        FakeTimeProvider time = new();
        using LogCapture log = new();
        using IHost host = Build(log, time, kind, rotates);

        await host.StartAsync();
        Task running = host.Services.GetServices<IHostedService>().OfType<KeyStoreCheck>().Single().Running;
        // Only a store that never answers needs the time limit; for the others it must not pass while they answer.
        while (kind == "hangs" && !running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        await running;
        await host.StopAsync();

        Assert.That(log.Count(NotUsable), Is.EqualTo(expected));
    }

    [Test]
    public async Task Stop_WhileTheKeyStoreHangs_SaysNothing()
    {
        using LogCapture log = new();
        using IHost host = Build(log, new(), "hangs", rotates: true);

        await host.StartAsync();
        await host.StopAsync();

        Assert.That(log.Count(NotUsable), Is.Zero);
    }

    private static IHost Build(LogCapture log, FakeTimeProvider time, string kind, bool rotates)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddAuthStrategy().AddJwt(o =>
        {
            o.Issuer = "https://issuer.example";
            o.Audience = "tests";
            if (rotates)
                o.RotateKeys();
            else
                o.SigningKeys.Add(JwtKey.Generate("ES256"));
        });
        builder.Services.AddSingleton<IJwtKeyStore>(_ => new Store(kind));
        return builder.Build();
    }

    private sealed class Store(string kind) : IJwtKeyStore
    {
        public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken) => kind switch
        {
            "fails" => ValueTask.FromException<JwtKeyDocument?>(new JwtKeyStoreException("The key store is down.")),
            "throws" => throw new InvalidOperationException("A mistake in the store."),
            "hangs" => new(new TaskCompletionSource<JwtKeyDocument?>().Task),
            _ => default,
        };

        public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken) => new(true);
    }
}
