namespace AuthStrategies.Redis.Connections;

/// <summary>What a server says about itself. <c>default</c> is <see cref="Unknown"/>.</summary>
/// <param name="IsKnown">Whether it answered.</param>
/// <param name="IsPrimary">Whether it is a primary.</param>
/// <param name="Replicas">How many replicas are connected to it.</param>
internal readonly record struct ServerRole(bool IsKnown, bool IsPrimary, int Replicas)
{
    public static ServerRole Unknown => default;

    public static ServerRole Replica => new(IsKnown: true, IsPrimary: false, 0);

    public static ServerRole Primary(int replicas) => new(IsKnown: true, IsPrimary: true, replicas);
}
