using System.Net;
using AuthStrategies.Redis.Connections;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>Addresses of servers that the client library would take for the names of hosts.</summary>
[TestFixture]
public sealed class ServerTextsTests
{
    [TestCase("redis://redis.example", "://", "\"redis.example:6379,")]
    [TestCase("redis://user:hunter2@redis.example:6380", "://", "\"redis.example:6380,user=…")]
    [TestCase(" rediss://redis.example:6380/0 ", "://", "\"redis.example:6380,ssl=true,")]
    [TestCase("https://redis.example", "://", "\"redis.example:6379,")]
    [TestCase("tcp://redis.example:6379,password=hunter2", "://", "redis.example:6379")]
    [TestCase("localhost,redis://redis.example", "://", "redis.example:6379")]
    [TestCase(":6379", "part 1 has no host", "[::1]:6379")]
    [TestCase("localhost:6379,:6380,password=hunter2", "part 2 has no host", "redis.example:6379")]
    [TestCase("localhost:0", "part 1 has no port from 1 to 65535", "redis.example:6379")]
    [TestCase("localhost:70000", "part 1 has no port from 1 to 65535", "redis.example:6379")]
    [TestCase("localhost:", "part 1 has no port", "redis.example:6379")]
    [TestCase("localhost:-1", "part 1 has no port", "redis.example:6379")]
    [TestCase("localhost:6379x", "part 1 has no port", "redis.example:6379")]
    [TestCase("red is:6379", "part 1 has white space", "redis.example:6379")]
    [TestCase("redis\t.example", "part 1 has white space", "redis.example:6379")]
    [TestCase("redis.example/0", "part 1 has white space or another character", "redis.example:6379")]
    [TestCase("::1", "part 1 has more than one colon", "[::1]:6379")]
    [TestCase("::1:6379", "part 1 has more than one colon", "[::1]:6379")]
    [TestCase("2001:db8::1", "part 1 has more than one colon", "[::1]:6379")]
    [TestCase("[::1", "part 1 is not an IPv6 address in brackets", "[::1]:6379")]
    [TestCase("[10.0.0.7]:6379", "part 1 is not an IPv6 address in brackets", "[::1]:6379")]
    [TestCase("[::1]6379", "part 1 has no port from 1 to 65535 after the brackets", "[::1]:6379")]
    [TestCase("[::1]:0", "part 1 has no port", "[::1]:6379")]
    [TestCase("user:hunter2@localhost:6379", "part 1 has an @", "redis.example:6379")]
    [TestCase("hunter2@localhost", "part 1 has an @", "redis.example:6379")]
    [TestCase("!", "part 1 is not the path of a socket", "redis.example:6379")]
    [TestCase("localhost,nonsense=1", "part 2 is a setting that StackExchange.Redis refuses", "user=app")]
    [TestCase("localhost,password=a,hunter2=b", "part 3 is a setting", "ConfigurationOptions.Password")]
    [TestCase("localhost,connectTimeout=soon", "part 2 is a setting", "user=app")]
    [TestCase("ssl=true", "names no server", "localhost:6379")]
    [TestCase(" ", "names no server", "localhost:6379")]
    [TestCase(",", "names no server", "localhost:6379")]
    public void Configuration_WrongServer_IsRefusedWithWhatToType(string configuration, string mistake, string example)
    {
        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(null, new() { Configuration = configuration });

        Assert.That(result.Failures, Has.Exactly(1).Items);
        Assert.That(result.FailureMessage, Does.StartWith("RedisStoreOptions.Configuration is ").And.Contain(mistake).And.Contain("; it must be ").And.Contain(". Write for example ").And.Contain(example));
        Assert.That(result.FailureMessage, Does.Not.Contain("hunter2"));
    }

    [TestCase("localhost")]
    [TestCase("localhost:6379")]
    [TestCase("LOCALHOST:65535")]
    [TestCase("my_redis:6379")]
    [TestCase("redis.example.:1")]
    [TestCase("10.0.0.7")]
    [TestCase("[::1]")]
    [TestCase("[2001:db8::1]:6380")]
    [TestCase("a:6379, b:6379 ,c,")]
    [TestCase("!/run/redis.sock")]
    [TestCase("localhost,serviceName=mymaster,password=a:b@c//d,ssl=true,$GET=")]
    [TestCase("redis.example:6380,ssl=true,user=app,password=x=y")]
    public void Configuration_RightServer_IsAccepted(string configuration)
    {
        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(null, new() { Configuration = configuration });

        Assert.That(result.Failed, Is.False, result.FailureMessage);
    }

    [TestCase("redis://redis.example", "part 2 is an address with \"://\"")]
    [TestCase("https://redis.example", "part 2 is an address with \"://\"")]
    [TestCase(" ", "part 2 has no host")]
    [TestCase("red is", "part 2 has white space")]
    [TestCase("::1", "part 2 has more than one colon")]
    [TestCase("user@redis.example", "part 2 has an @")]
    public void EndPoints_WrongServer_IsRefusedWithWhatToType(string host, string mistake)
    {
        ConfigurationOptions configuration = new() { EndPoints = { "localhost:6379", new DnsEndPoint(host, 6379) } };

        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(null, new() { ConfigurationOptions = configuration });

        Assert.That(result.Failures, Has.Exactly(1).Items);
        Assert.That(result.FailureMessage, Does.StartWith("RedisStoreOptions.ConfigurationOptions.EndPoints is ").And.Contain(mistake).And.Contain("; it must be ").And.Contain("Write for example EndPoints = {"));
    }

    [Test]
    public void EndPoints_RightServers_AreAccepted()
    {
        ConfigurationOptions configuration = new() { EndPoints = { "localhost", "redis.example:6380", "[::1]:6379", new IPEndPoint(IPAddress.Loopback, 1), { "10.0.0.7", 6379 } } };

        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(null, new() { ConfigurationOptions = configuration });

        Assert.That(result.Failed, Is.False, result.FailureMessage);
    }
}
