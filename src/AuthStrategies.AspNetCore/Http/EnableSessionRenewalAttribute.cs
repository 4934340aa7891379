using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// The requests of an endpoint count as activity of the client, as they do without any attribute. For an action of a controller, or an
/// endpoint of a group, that has <see cref="DisableSessionRenewalAttribute"/>; the same as <c>EnableSessionRenewal()</c> on the endpoint.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class EnableSessionRenewalAttribute : Attribute, ISessionRenewalMetadata
{
    bool ISessionRenewalMetadata.IsRenewed => true;
}
