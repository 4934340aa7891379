using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Moq;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>The health check knows what Redis refuses by the sentences of this package.</summary>
[TestFixture]
[Property("Requirement", "F-42")]
public sealed class RefusalsInHealthTests
{
    private static readonly RedisFailureKind[] Kinds = Enum.GetValues<RedisFailureKind>();

    [TestCaseSource(nameof(Kinds))]
    public async Task Check_RedisFails_NamesTheRefusal(object kind)
    {
        string expected = kind switch
        {
            RedisFailureKind.AccessDenied => "answers and refuses the user, the password or a command",
            RedisFailureKind.TlsFailed => "answers, and no TLS connection was established",
            RedisFailureKind.Loading => "is loading its data",
            RedisFailureKind.OutOfMemory => "answers that its memory is full",
            RedisFailureKind.WritesRefused => "answers that it refuses writes",
            RedisFailureKind.ClusterDown => "answers that its cluster does not serve all slots",
            _ => "does not answer",
        };
        Mock<ISessionStore> store = new();
        store.Setup(s => s.FindAsync(It.IsAny<SessionId>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SessionStoreException($"Redis failed to find: {RedisFailures.Advice((RedisFailureKind)kind)}"));
        IServiceCollection services = new ServiceCollection().AddLogging();
        services.AddHealthChecks().AddAuthStrategies();
        services.AddAuthStrategy().AddSession().UseSessionStore(_ => store.Object);
        await using ServiceProvider provider = services.BuildServiceProvider();

        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.That(report.Entries.Values.Single().Description, Does.StartWith($"store: The session store {expected}, so"));
    }
}
