using AuthStrategies;

namespace SideBySide.Demo;

/// <summary>One event as the page shows it: texts, which the page sets as text and never as HTML.</summary>
/// <param name="Number">Counts the events.</param>
/// <param name="Time">The demo's clock.</param>
/// <param name="Name">What happened.</param>
/// <param name="Strategy">The strategy; empty for several or none.</param>
/// <param name="Subject">The user, if known.</param>
/// <param name="Session">The public id of the session, if known.</param>
/// <param name="Detail">The reason, for example.</param>
/// <param name="Client">Device and network of the client, if known.</param>
internal sealed record EventLine(long Number, DateTimeOffset Time, string Name, string Strategy, string? Subject, string? Session, string? Detail, string? Client)
{
    public static EventLine Of(long number, AuthEvent authEvent) => new(
        number, authEvent.Time, authEvent.Name, authEvent.Strategy, authEvent.Subject, authEvent.SessionId?.ToString(), DetailOf(authEvent), ClientOf(authEvent.Client));

    private static string? DetailOf(AuthEvent authEvent) => authEvent switch
    {
        SessionEndedEvent ended => $"{ended.Reason}, by {ended.EndedBy}{(ended.Count is { } count and not 1 ? $", {count} sessions" : "")}",
        CredentialRefusedEvent refused => $"{refused.Reason}{(refused.IsRefresh ? ", at a refresh" : "")}",
        RequestRefusedEvent refused => refused.Reason.ToString(),
        TokenReplayedEvent replayed => replayed.IsSuspicious ? "late: a second client may have it" : "a slow request or a lost answer explains it",
        DeviceBoundEvent bound => bound.Algorithm,
        DeviceRefusedEvent refused => $"{refused.Reason}{(refused.IsRefresh ? ", at a refresh" : "")}",
        TokenReusedEvent => "two clients use one session",
        _ => null,
    };

    private static string? ClientOf(ClientFacts? client) =>
        client is null ? null : string.Join(", network ", new[] { Device.NameOf(client) ?? client.UserAgent, client.Address }.Where(text => text is not null));
}
