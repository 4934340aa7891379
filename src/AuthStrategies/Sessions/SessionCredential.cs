namespace AuthStrategies.Sessions;

/// <summary>A session token on its way to the client.</summary>
internal static class SessionCredential
{
    public static IssuedCredential Of(in OpaqueToken token, SessionRecord record, SessionPayload session) => Of(token, record, session.Persistent);

    public static IssuedCredential Of(in OpaqueToken token, SessionRecord record, bool persistent) => new()
    {
        Value = token.Text,
        ExpiresAt = record.ExpiresAt,
        SessionId = record.Id,
        Persistent = persistent,
    };
}
