using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>The client of a request, read when it is needed.</summary>
internal sealed class TicketClient(HttpContext? context) : IClientFactsSource
{
    public ClientFacts? GetClient()
    {
        try
        {
            return context is null ? null : ClientReader.Read(context, context.RequestServices.GetRequiredService<IOptions<AuthHttpOptions>>().Value);
        }
        catch (ObjectDisposedException)
        {
            // The request is over: a call of a store went on after its client had gone.
            return null;
        }
    }
}
