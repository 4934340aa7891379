using Microsoft.AspNetCore.SignalR;

namespace NativeAot;

/// <summary>Tells a connection who it is.</summary>
internal sealed class ChatHub : Hub
{
    /// <summary>The user of the connection.</summary>
    public Me WhoAmI() => new(Context.UserIdentifier ?? "", Context.User?.Identity?.Name);
}
