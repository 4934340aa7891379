namespace AuthStrategies.Sessions;

/// <summary>
/// Makes what the client is handed for a session's token. Called before the record is written, so that whatever is
/// written down can be handed out.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="record">The session as it will stand in the store.</param>
/// <param name="session">What the record says.</param>
/// <param name="now">The instant of issue.</param>
internal delegate IssuedCredential CredentialMaker(in OpaqueToken token, SessionRecord record, SessionPayload session, DateTimeOffset now);
