namespace AuthStrategies.Crash;

/// <summary>What the sessions are kept in.</summary>
public enum StoreKind
{
    Redis,

    Sqlite,

    Postgres,
}
