namespace AuthStrategies.Sessions;

/// <summary>Creates the credential of a session strategy.</summary>
internal static class SessionCredential
{
    /// <summary>For a session strategy the token is the credential.</summary>
    public static CredentialMaker Maker { get; } =
        static (in OpaqueToken token, SessionRecord record, SessionPayload session, DateTimeOffset _) => Of(token, record, session);

    public static IssuedCredential Of(in OpaqueToken token, SessionRecord record, SessionPayload session) => new()
    {
        Value = token.Text,
        ExpiresAt = EndExtension.EndOf(record, session),
        AbsoluteExpiresAt = EndExtension.LatestEnd(record, session),
        SessionId = record.Id,
        Persistent = session.Persistent,
        KeyThumbprint = session.KeyThumbprint,
    };
}
