namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>A feature of a request that had to prove the device of its session and did not, so that its refusal says so.</summary>
internal sealed class UnprovedDevice
{
    public static UnprovedDevice Instance { get; } = new();
}
