using Microsoft.AspNetCore.Authorization;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// Requires that the session of the user is bound to a device, and that the request proves it with its bound cookie (W3C Device Bound Session Credentials). Only
/// users that a strategy of this library authenticated can meet it, and only where the request is available. Immutable.
/// </summary>
public sealed class DeviceBindingRequirement : IAuthorizationRequirement
{
    /// <summary>The requirement as text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => "The session is bound to the device of the request";
}
