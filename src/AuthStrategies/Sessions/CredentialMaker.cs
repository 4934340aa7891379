namespace AuthStrategies.Sessions;

/// <summary>
/// Creates the credential of a session's token. Called before the record is written, so that every written record has a credential for the client.
/// </summary>
/// <param name="token">The token, or none: the credential is without one. A session strategy is not asked then.</param>
/// <param name="record">The record that will be written.</param>
/// <param name="session">Its payload.</param>
/// <param name="now">The time of issue.</param>
internal delegate IssuedCredential CredentialMaker(in OpaqueToken token, SessionRecord record, SessionPayload session, DateTimeOffset now);
