using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>
/// Every log message of the library. The event ids never change. Sessions appear by their public id; no message contains a
/// credential, a key or the value of a claim.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Strategy}: issued a credential (session {SessionId}, until {ExpiresAt:O})")]
    public static partial void Issued(ILogger logger, string strategy, SessionId? sessionId, DateTimeOffset expiresAt);

    [LoggerMessage(2, LogLevel.Debug, "{Strategy}: authenticated (session {SessionId})")]
    public static partial void Authenticated(ILogger logger, string strategy, SessionId? sessionId);

    // Debug, because clients can send invalid credentials at any rate; the counter shows how many there are.
    [LoggerMessage(3, LogLevel.Debug, "{Strategy}: refused a credential: {Reason}: {Detail}")]
    public static partial void NotAuthenticated(ILogger logger, string strategy, AuthFailureReason reason, string detail);

    [LoggerMessage(4, LogLevel.Information, "{Strategy}: refreshed (session {SessionId}, until {ExpiresAt:O})")]
    public static partial void Refreshed(ILogger logger, string strategy, SessionId? sessionId, DateTimeOffset expiresAt);

    [LoggerMessage(5, LogLevel.Debug, "{Strategy}: refused a refresh: {Reason}: {Detail}")]
    public static partial void NotRefreshed(ILogger logger, string strategy, AuthFailureReason reason, string detail);

    [LoggerMessage(6, LogLevel.Debug, "{Strategy}: a replaced credential was accepted as it is: another answer carries its successor (session {SessionId})")]
    public static partial void Replayed(ILogger logger, string strategy, SessionId sessionId);

    [LoggerMessage(7, LogLevel.Warning, "{Strategy}: a replaced credential was used again, so session {SessionId} was ended: another client may have a copy of the credential")]
    public static partial void Reused(ILogger logger, string strategy, SessionId sessionId);

    [LoggerMessage(25, LogLevel.Debug, "{Strategy}: a token was replaced by a new one (session {SessionId})")]
    public static partial void Rotated(ILogger logger, string strategy, SessionId sessionId);

    [LoggerMessage(26, LogLevel.Warning, "{Strategy}: a replaced credential was used late. Session {SessionId} goes on with a new one, and ends if the other one is used too: another client may have a copy of the credential")]
    public static partial void Branched(ILogger logger, string strategy, SessionId sessionId);

    [LoggerMessage(8, LogLevel.Information, "{Strategy}: revoked a credential: {Outcome} (session {SessionId})")]
    public static partial void Revoked(ILogger logger, string strategy, RevokeOutcome outcome, SessionId? sessionId);

    [LoggerMessage(16, LogLevel.Debug, "{Strategy}: revoked nothing: {Outcome} (session {SessionId})")]
    public static partial void NothingRevoked(ILogger logger, string strategy, RevokeOutcome outcome, SessionId? sessionId);

    [LoggerMessage(9, LogLevel.Debug, "{Strategy}: the principal's protocol claims were left out: {ClaimTypes}")]
    public static partial void ProtocolClaimsLeftOut(ILogger logger, string strategy, string claimTypes);

    [LoggerMessage(10, LogLevel.Error, "The record of session {SessionId} cannot be read. It counts as no session and is not changed")]
    public static partial void PayloadUnreadable(ILogger logger, SessionId sessionId);

    [LoggerMessage(11, LogLevel.Error, "{Strategy}: the changed options are not valid, so the last valid options stay in use: {Mistakes}")]
    public static partial void OptionsInvalid(ILogger logger, string strategy, string mistakes);

    [LoggerMessage(12, LogLevel.Information, "{Strategy}: the changed options are in use")]
    public static partial void OptionsReloaded(ILogger logger, string strategy);

    [LoggerMessage(13, LogLevel.Information, "{Strategy}: ended session {SessionId}, the least recently used one, because its subject has more than MaxSessionsPerSubject ({Limit}) sessions")]
    public static partial void Trimmed(ILogger logger, string strategy, SessionId sessionId, int limit);

    [LoggerMessage(14, LogLevel.Information, "The session directory ended {Count} session(s)")]
    public static partial void DirectoryRevoked(ILogger logger, int count);

    /// <summary>An error for the first failure of an outage, debug for the others.</summary>
    [LoggerMessage(EventId = 15, Message = "The session store failed to {Operation}")]
    public static partial void StoreFailed(ILogger logger, LogLevel level, Exception exception, string operation);

    [LoggerMessage(17, LogLevel.Error, "The session store did not answer {Count} calls in a row. No calls are made for {BreakDuration}")]
    public static partial void StoreCircuitOpened(ILogger logger, int count, TimeSpan breakDuration);

    [LoggerMessage(18, LogLevel.Information, "The session store answers again")]
    public static partial void StoreCircuitClosed(ILogger logger);

    [LoggerMessage(30, LogLevel.Warning, "Settings have changed that are read at start only: {Changes}. Restart the application to use them. Until then these are in use: {InUse}")]
    public static partial void RestartNeeded(ILogger logger, string changes, string inUse);

    [LoggerMessage(32, LogLevel.Information, "The settings that are read at start are again as they were at start. No restart is needed")]
    public static partial void RestartNotNeeded(ILogger logger);

    [LoggerMessage(33, LogLevel.Error, "{Mistakes} This was changed while the application runs: it would not start with it. Until a restart these are in use: {InUse}")]
    public static partial void StartSettingsInvalid(ILogger logger, string mistakes, string inUse);

    [LoggerMessage(31, LogLevel.Warning, "{Strategy}: this strategy is not used. Its options are not valid, so the application would not start with it: {Mistakes}")]
    public static partial void UnusedOptionsInvalid(ILogger logger, string strategy, string mistakes);

    [LoggerMessage(20, LogLevel.Information, "{Strategy}: key {KeyId} ({Algorithm}) is announced; it signs from {SignsFrom:O}")]
    public static partial void KeyAnnounced(ILogger logger, string strategy, string keyId, string algorithm, DateTimeOffset signsFrom);

    [LoggerMessage(21, LogLevel.Information, "{Strategy}: key {KeyId} ({Algorithm}) is active and signs")]
    public static partial void KeyActive(ILogger logger, string strategy, string keyId, string algorithm);

    [LoggerMessage(22, LogLevel.Information, "{Strategy}: key {KeyId} is removed, because its retirement period has ended; it no longer verifies")]
    public static partial void KeyRetirementEnded(ILogger logger, string strategy, string keyId);

    [LoggerMessage(23, LogLevel.Warning, "{Strategy}: key {KeyId} was removed before the end of its retirement period, so its tokens are refused")]
    public static partial void KeyRemoved(ILogger logger, string strategy, string keyId);

    [LoggerMessage(24, LogLevel.Error, "{Strategy}: the key store failed to {Operation}; {Consequence}")]
    public static partial void KeyStoreFailed(ILogger logger, Exception exception, string strategy, string operation, string consequence);

    [LoggerMessage(27, LogLevel.Warning, "Sessions are kept in the memory of this process: they are lost when it ends, and other instances do not have them. Choose a store, for example UseRedis(…) or UseEntityFramework(…). If it is meant, write UseInMemorySessionStore(o => …); this warning is then gone")]
    public static partial void SessionsInMemory(ILogger logger);

    [LoggerMessage(28, LogLevel.Warning, "{Strategy}: its rotating keys are kept in the memory of this process: when it ends, all tokens become invalid, and other instances do not accept them. Choose a key store, for example UseFileJwtKeyStore(\"keys.json\"). If it is meant, write UseJwtKeyStore<InMemoryJwtKeyStore>(); this warning is then gone")]
    public static partial void KeysInMemory(ILogger logger, string strategy);

    [LoggerMessage(29, LogLevel.Warning, "{Strategy}: the key {KeyId} was made by JwtKey.Generate in this process: when it ends, all tokens become invalid, and other instances do not accept them. Read the key from the configuration, for example JwtKey.FromBase64(secret, \"HS256\"), or write o.RotateKeys() and UseFileJwtKeyStore(\"keys.json\")")]
    public static partial void KeyGenerated(ILogger logger, string strategy, string keyId);

    /// <summary>A warning if an endpoint requires a user and nothing can say who it is; otherwise the application may mean it.</summary>
    [LoggerMessage(EventId = 49, Message = "The application uses authentication or authorization of ASP.NET Core, and its strategies are not connected with it: [Authorize], SignInAsync and SignOutAsync do not know them, and the framework asks for AddAuthentication instead. Write services.AddAuthStrategy() with .UseAspNetCore(), of the package AuthStrategies.AspNetCore. An application that calls IAuthStrategy itself does not need it")]
    public static partial void NotConnected(ILogger logger, LogLevel level);

    [LoggerMessage(36, LogLevel.Error, "{Strategy}: the key store has an old key document: revision {Found}, but revision {Seen} was in use. It is not used, because removed keys might be in it. Put the latest document back")]
    public static partial void KeysOlder(ILogger logger, string strategy, long found, long seen);

    [LoggerMessage(37, LogLevel.Error, "{Strategy}: the key document has key {KeyId}, which was removed. The document is not used. Put the latest one back")]
    public static partial void RemovedKeyReturned(ILogger logger, string strategy, string keyId);

    [LoggerMessage(38, LogLevel.Warning, "{Strategy}: revision {Revision} of the keys could not be noted in the session store. Until it is, a new process would not notice an older key document")]
    public static partial void KeyRevisionNotKept(ILogger logger, string strategy, long revision);

    [LoggerMessage(39, LogLevel.Error, "{Strategy}: key {KeyId} cannot be used: {Reason}. No key is replaced because of that; {Consequence}")]
    public static partial void KeyProtectionFailed(ILogger logger, Exception? exception, string strategy, string keyId, string reason, string consequence);

    [LoggerMessage(50, LogLevel.Error, "The clock of this server was set back by {Step} while the application ran. Sessions and tokens that are newer than it are neither accepted nor refused. Set the clock right, or restart the application if it is right now")]
    public static partial void ClockSetBack(ILogger logger, TimeSpan step);

    [LoggerMessage(51, LogLevel.Warning, "A session or token is {Ahead} ahead of the clock of this server, so it is refused until that time has come. Compare the clocks of the servers: this one or another one is wrong")]
    public static partial void ClockDiffers(ILogger logger, TimeSpan? ahead);

    [LoggerMessage(40, LogLevel.Information, "{Strategy}: {Count} key(s) {Change}")]
    public static partial void KeysMoved(ILogger logger, string strategy, int count, string change);

    [LoggerMessage(41, LogLevel.Warning, "Session {SessionId} was ended at its renewal, because the session store has lost the generation of its subject. The store evicts records: give it more memory, and configure it not to evict.")]
    public static partial void SubjectGenerationLost(ILogger logger, SessionId sessionId);

    [LoggerMessage(42, LogLevel.Warning, "Session {SessionId} was ended at its renewal, because all sessions of its subject were ended before and it was not among those that were removed. It was written at the same time or by a node of an earlier release, or the store has lost the list of the subject or its generation: configure it not to evict")]
    public static partial void EndedByGeneration(ILogger logger, SessionId sessionId);

    [LoggerMessage(45, LogLevel.Warning, "All sessions of {Strategy} were ended on request: {Outcome}")]
    public static partial void RevokedEverything(ILogger logger, string strategy, RevokeOutcome outcome);

    [LoggerMessage(EventId = 58, Message = "All sessions of {Strategy} were to be ended on request, but its tokens stay valid until they expire: {Reason}")]
    public static partial void StayValid(ILogger logger, LogLevel level, string strategy, string reason);

    [LoggerMessage(59, LogLevel.Warning, "The key store {Store} is not used, because no JWT strategy of this application rotates its keys: keys in SigningKeys stay where the application gets them from. Call o.RotateKeys() in AddJwt, or remove the key store")]
    public static partial void KeyStoreUnused(ILogger logger, string store);

    [LoggerMessage(90, LogLevel.Warning, "The key store cannot be used; the exception says why. The application runs. Until the key store answers, tokens of {Strategy} can be neither issued nor checked: such requests are answered 503. Check the address or path of the key store, and that it can be reached and read from here")]
    public static partial void KeyStoreNotUsable(ILogger logger, Exception exception, string strategy);

    [LoggerMessage(46, LogLevel.Error, "The generation of the sessions of {Strategy} was missing in the session store and was made again, so all earlier sessions have ended. The store lost the record, for example because it evicts records or was restored without it")]
    public static partial void GenerationLost(ILogger logger, string strategy);

    [LoggerMessage(47, LogLevel.Warning, "{Strategy}: ObserveRevokeAll is on, and the session store is the memory of this process: when it ends, all tokens end, and no other node accepts them. Choose a store that all nodes share, for example with UseRedis")]
    public static partial void GenerationInMemory(ILogger logger, string strategy);

    [LoggerMessage(52, LogLevel.Error, "The event sink {Sink} failed. Events that it does not take are lost; this line is logged once until it works again")]
    public static partial void EventSinkFailed(ILogger logger, Exception? exception, string sink);

    [LoggerMessage(53, LogLevel.Warning, "Events are lost, because the event sink {Sink} takes them more slowly than they come, or its call does not end: {Count} are waiting. This line is logged once until it works again")]
    public static partial void EventsLost(ILogger logger, string sink, int count);

    [LoggerMessage(54, LogLevel.Information, "The event sink {Sink} works again. {Count} event(s) were lost in {Duration}")]
    public static partial void EventSinkRecovered(ILogger logger, string sink, long count, TimeSpan duration);

    [LoggerMessage(EventId = 55, Message = "{Event}: strategy {Strategy}, subject {Subject}, session {SessionId}, {Detail}, address {Address}, user agent {UserAgent}, at {Time:O}, trace {TraceId}")]
    public static partial void Event(
        ILogger logger, LogLevel level, string @event, string? strategy, string? subject, SessionId? sessionId, string? detail, string? address, string? userAgent, DateTimeOffset time, string? traceId);

    [LoggerMessage(56, LogLevel.Debug, "Why session {SessionId} ended could not be stored, so its client is told only that there is no such session")]
    public static partial void EndReasonLost(ILogger logger, SessionId sessionId);

    [LoggerMessage(57, LogLevel.Debug, "Why session {SessionId} ended is not stored: more than {Limit} sessions of one subject ended within an hour")]
    public static partial void EndReasonsLimited(ILogger logger, SessionId sessionId, int limit);
}
