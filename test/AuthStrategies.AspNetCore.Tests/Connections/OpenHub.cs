using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>A hub that says who its caller is, and refuses those who ask for it.</summary>
internal class OpenHub : Hub
{
    public override Task OnConnectedAsync() =>
        Context.GetHttpContext()!.Request.Query.ContainsKey("refuse") ? throw new HubException("refused by the application") : base.OnConnectedAsync();

    /// <summary>Sends a word to every connection of a user, found by the identifier that the framework gives its users.</summary>
    public Task Tell(string user, string word) => Clients.User(user).SendAsync("Heard", word);

    public string Who() => Context.User?.Identity?.Name ?? "nobody";

    [Authorize(Roles = "admin")]
    public string Secret() => Context.UserIdentifier is null ? "" : "secret";
}
