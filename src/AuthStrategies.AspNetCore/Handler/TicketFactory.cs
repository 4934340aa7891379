using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>Makes the ticket of an authenticated request.</summary>
internal static class TicketFactory
{
    public static AuthenticationTicket Create(AuthRequest request, string scheme) =>
        new(request.Result.Principal!, new(new RequestItems(request)), scheme);
}
