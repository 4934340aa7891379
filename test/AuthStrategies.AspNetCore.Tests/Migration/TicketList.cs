using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>A ticket store of the application.</summary>
internal sealed class TicketList : ITicketStore
{
    private readonly ConcurrentDictionary<string, AuthenticationTicket> _tickets = new();

    public int Count => _tickets.Count;

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        string key = $"key-{_tickets.Count}";
        _tickets[key] = ticket;
        return Task.FromResult(key);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        _tickets[key] = ticket;
        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => Task.FromResult(_tickets.GetValueOrDefault(key));

    /// <summary>Whether removals fail.</summary>
    public bool KeepsAll { get; set; }

    public Task RemoveAsync(string key)
    {
        if (KeepsAll)
            throw new InvalidOperationException("No database.");
        _tickets.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}
