namespace AuthStrategies.Redis.Tests.Servers;

/// <summary>What the contract is run against.</summary>
public enum Backend
{
    /// <summary>Garnet in this process.</summary>
    Garnet,

    /// <summary>One redis-server.</summary>
    Redis,

    /// <summary>Three redis-servers as a cluster.</summary>
    Cluster,
}
