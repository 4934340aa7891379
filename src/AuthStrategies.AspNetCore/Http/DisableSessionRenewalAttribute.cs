using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// The requests of an endpoint do not count as activity of the client, for example of a page that asks once a minute for news. They are
/// authenticated as all others, but the idle end and the last activity of the session do not move, and no response replaces a cookie or
/// brings a new access token. For controllers, actions, Razor Pages, hubs and minimal APIs; the same as
/// <c>DisableSessionRenewal()</c> on the endpoint. Of several, the last one counts: that of the action before that of the controller.
/// </summary>
/// <remarks>
/// An open connection to a marked hub is no activity either. A sign-in, a repeated sign-in, a refresh and a sign-out do what they do
/// everywhere. <c>UseRouting</c> must be called before <c>UseAuthentication</c>, as <c>WebApplication</c> does it.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DisableSessionRenewalAttribute : Attribute, ISessionRenewalMetadata
{
    bool ISessionRenewalMetadata.IsRenewed => false;
}
