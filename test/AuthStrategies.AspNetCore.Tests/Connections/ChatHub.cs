using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>A hub that demands a user.</summary>
[Authorize]
internal sealed class ChatHub : OpenHub;
