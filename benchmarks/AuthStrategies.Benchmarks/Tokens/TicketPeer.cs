using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>
/// The ITicketStore pattern over MemoryCache: the ticket is kept as an object under a random key, and each caller gets a
/// principal of his own, as ours does: the ticket's own Clone, since the principal's shares its identities. The serialized form is what a store outside the process would keep.
/// </summary>
internal sealed class TicketPeer
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());
    private readonly string _key = Guid.NewGuid().ToString();
    private readonly string _serializedKey = Guid.NewGuid().ToString();

    public TicketPeer()
    {
        AuthenticationProperties properties = new() { IssuedUtc = TimeProvider.System.GetUtcNow(), ExpiresUtc = TimeProvider.System.GetUtcNow() + TokenSample.Lifetime };
        AuthenticationTicket ticket = new(TokenSample.Principal(), properties, "Cookies");
        _cache.Set(_key, ticket, TokenSample.Lifetime);
        _cache.Set(_serializedKey, TicketSerializer.Default.Serialize(ticket), TokenSample.Lifetime);
    }

    public ClaimsPrincipal Authenticate()
    {
        AuthenticationTicket ticket = _cache.Get<AuthenticationTicket>(_key)!;
        return ticket.Properties.ExpiresUtc > TimeProvider.System.GetUtcNow() ? ticket.Clone().Principal : throw new InvalidOperationException("The ticket has expired.");
    }

    public ClaimsPrincipal AuthenticateSerialized()
    {
        AuthenticationTicket ticket = TicketSerializer.Default.Deserialize(_cache.Get<byte[]>(_serializedKey)!)!;
        return ticket.Properties.ExpiresUtc > TimeProvider.System.GetUtcNow() ? ticket.Principal : throw new InvalidOperationException("The ticket has expired.");
    }
}
