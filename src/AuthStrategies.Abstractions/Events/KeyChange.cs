namespace AuthStrategies;

/// <summary>What happened to a key (<see cref="KeyChangedEvent"/>). New values may be added, so a <c>switch</c> needs a <c>default</c>.</summary>
public enum KeyChange
{
    /// <summary>The key is published, so that verifiers know it before it signs.</summary>
    Announced = 0,

    /// <summary>The key signs from now on.</summary>
    Activated = 1,

    /// <summary>Another key signs from now on. Tokens of this one are still accepted.</summary>
    Retired = 2,

    /// <summary>Tokens of the key are no longer accepted: all of them have expired, or the key was removed earlier on request.</summary>
    Removed = 3,
}
