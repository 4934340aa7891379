using AuthStrategies.Redis.Connections;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>The port of a server that has none in the connection string.</summary>
[TestFixture]
[Property("Requirement", "M-16")]
public sealed class ConnectionSettingsTests
{
    [TestCase("redis.example", "redis.example:6379")]
    [TestCase("redis.example,ssl=true", "redis.example:6380")]
    [TestCase("one,10.0.0.7,three:7000,serviceName=sessions", "one:26379 10.0.0.7:26379 three:7000")]
    [TestCase("one,ssl=true,serviceName=sessions", "one:26379")]
    public void EndPoints_WithoutPort_HaveTheDefaultOfTheirKind(string configuration, string expected)
    {
        ConnectionSettings settings = new(new RedisStoreOptions { Configuration = configuration });

        Assert.That(settings.EndPoints.Select(endPoint => endPoint.ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal)), Is.EqualTo(expected.Split(' ')));
    }
}
