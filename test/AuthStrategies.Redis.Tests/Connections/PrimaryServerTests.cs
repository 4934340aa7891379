using System.Net;
using AuthStrategies.Redis.Connections;
using Moq;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>Which commands go to the server itself.</summary>
[TestFixture]
[Property("Requirement", "F-42")]
public sealed class PrimaryServerTests
{
    [TestCase(ServerType.Standalone, false, 0, true, true)]
    [TestCase(ServerType.Standalone, true, 0, true, false)]
    [TestCase(ServerType.Cluster, false, 0, true, false)]
    [TestCase(ServerType.Twemproxy, false, 0, true, false)]
    [TestCase(ServerType.Standalone, false, 3, true, false)]
    [TestCase(ServerType.Standalone, false, 0, false, false)]
    public void Direct_IsThereOnlyForOurOwnPrimaryInDatabase0(ServerType type, bool isReplica, int database, bool isOurs, bool expected)
    {
        var endPoint = new DnsEndPoint("redis", 6379);
        IServer server = Mock.Of<IServer>(s => s.ServerType == type && s.IsReplica == isReplica);
        IDatabase data = Mock.Of<IDatabase>(d => d.Database == database);
        IConnectionMultiplexer multiplexer = Mock.Of<IConnectionMultiplexer>(m => m.GetServer(endPoint, null) == server && m.GetDatabase(-1, null) == data);

        PrimaryServer primary = new(multiplexer, endPoint, isOurs ? new ConfigurationOptions() : null);

        Assert.That(primary.Direct, expected ? Is.SameAs(server) : Is.Null);
    }
}
