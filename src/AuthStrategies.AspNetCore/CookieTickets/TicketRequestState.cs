using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>What happened to the cookie of one scheme in one request. Not thread-safe, like the request.</summary>
internal sealed class TicketRequestState
{
    /// <summary>Whether the application is signing a user in.</summary>
    public bool IsSigningIn { get; set; }

    /// <summary>The key that the cookie gets instead of the one that the handler knows; <see langword="null"/> for none.</summary>
    public string? NewKey { get; set; }

    /// <summary>Why the session could not be read or ended.</summary>
    public AuthUnavailableException? StoreFailure { get; set; }

    /// <returns>The state; one that is not kept if there is no request.</returns>
    public static TicketRequestState Of(HttpContext? context, string scheme)
    {
        if (context is null)
            return new();

        (Type, string) key = (typeof(TicketRequestState), scheme);
        if (context.Items[key] is TicketRequestState known)
            return known;

        TicketRequestState state = new();
        context.Items[key] = state;
        return state;
    }
}
