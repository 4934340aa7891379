namespace AuthStrategies.Sessions;

/// <summary>
/// Makes the credential for a session's token. Called before the record is written, so that each written record has a
/// credential that can be handed out.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="record">The record that will be written.</param>
/// <param name="session">Its payload.</param>
/// <param name="now">The instant of issue.</param>
internal delegate IssuedCredential CredentialMaker(in OpaqueToken token, SessionRecord record, SessionPayload session, DateTimeOffset now);
