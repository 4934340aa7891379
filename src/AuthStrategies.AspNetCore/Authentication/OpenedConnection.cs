using System.Security.Claims;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// What is kept of the request that opened a connection to a hub, for checks after the request is over. One object, so that other requests
/// carry one empty reference. Immutable.
/// </summary>
/// <param name="principal">An own copy of the user, before the application changed it.</param>
/// <param name="client">The client; <see langword="null"/> if nothing is known or nothing may be kept.</param>
internal sealed class OpenedConnection(ClaimsPrincipal principal, ClientFacts? client) : IClientFactsSource
{
    public ClaimsPrincipal Principal => principal;

    public ClientFacts? GetClient() => client;
}
