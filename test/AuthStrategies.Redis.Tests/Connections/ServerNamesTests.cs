using System.Net;
using AuthStrategies.Redis.Connections;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>The log line that names the servers never contains a password, regardless of where the application wrote it.</summary>
[TestFixture]
public sealed class ServerNamesTests
{
    private const string Password = "hunter2";

    [TestCase("redis.example", "redis.example")]
    [TestCase("redis.example:6380", "redis.example:6380")]
    [TestCase("127.0.0.1:6379", "127.0.0.1:6379")]
    [TestCase("app:hunter2@redis.example:6380", "redis.example:6380")]
    [TestCase(":hunter2@redis.example:6380", "redis.example:6380")]
    [TestCase("redis://app:hunter2@redis.example:6380", "redis.example:6380")]
    [TestCase("rediss://app:hunter@2hunter2@redis.example:6380", "redis.example:6380")]
    public void Of_AnAddress_NamesNoUserAndNoPassword(string address, string expected)
    {
        ConfigurationOptions configuration = new() { EndPoints = { address } };

        string names = ServerNames.Of(new() { ConfigurationOptions = configuration, KeyPrefix = "tests" });

        // The client library keeps the password as a part of the name.
        Assert.That(address.Contains(Password, StringComparison.Ordinal), Is.EqualTo(configuration.EndPoints.Single() is DnsEndPoint host && host.Host.Contains(Password, StringComparison.Ordinal)));
        Assert.That((names, names.Contains(Password, StringComparison.Ordinal)), Is.EqualTo((expected, false)));
    }

    [Test]
    public void Of_ATextWithAPasswordInAnAddress_NamesTheServerOnly() =>
        Assert.That(ServerNames.Of(new() { Configuration = "app:hunter2@redis.example:6380,password=hunter2", KeyPrefix = "tests" }), Is.EqualTo("redis.example:6380"));
}
