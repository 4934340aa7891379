namespace AuthStrategies.EntityFrameworkCore.Tests.Servers;

/// <summary>Which database.</summary>
public enum Backend
{
    Sqlite,

    Postgres,

    /// <summary>The same server, with every statement at isolation level serializable.</summary>
    PostgresSerializable,
}
