namespace AuthStrategies;

/// <summary>
/// The names of the instruments, tags and activities, for dashboards and for <c>AddMeter</c> and <c>AddSource</c> of OpenTelemetry.
/// No tag contains a credential, a subject or a claim.
/// </summary>
public static class AuthStrategiesTelemetry
{
    /// <summary>The name of the meter: <c>AuthStrategies</c>.</summary>
    public const string MeterName = "AuthStrategies";

    /// <summary>The name of the activity source: <c>AuthStrategies</c>.</summary>
    public const string ActivitySourceName = "AuthStrategies";

    /// <summary>Counter of issued credentials; refreshes do not count. Tag: <see cref="StrategyTag"/>.</summary>
    public const string Issued = "authstrategies.issued";

    /// <summary>
    /// Counter of authenticated credentials. Tags: <see cref="StrategyTag"/>, <see cref="OutcomeTag"/>, and <see cref="ReasonTag"/> on failure.
    /// </summary>
    public const string Authenticated = "authstrategies.authenticated";

    /// <summary>Counter of refreshes. Tags: <see cref="StrategyTag"/>, <see cref="OutcomeTag"/>, and <see cref="ReasonTag"/> on failure.</summary>
    public const string Refreshed = "authstrategies.refreshed";

    /// <summary>Counter of replaced tokens that were accepted and got no new one: another answer carries the successor. Tag: <see cref="StrategyTag"/>.</summary>
    public const string Replayed = "authstrategies.replayed";

    /// <summary>Counter of tokens that were replaced by a new one, at refresh or with a response. Tag: <see cref="StrategyTag"/>.</summary>
    public const string Rotated = "authstrategies.rotated";

    /// <summary>
    /// Counter of replaced tokens that were used late and got a successor beside the current token. A theft is suspected: the session
    /// ends (<see cref="Reused"/>) if the other token is used too. Tag: <see cref="StrategyTag"/>.
    /// </summary>
    public const string Branched = "authstrategies.branched";

    /// <summary>Counter of sessions that were ended because a replaced credential was used again. Tag: <see cref="StrategyTag"/>.</summary>
    public const string Reused = "authstrategies.reused";

    /// <summary>Counter of revocations. Tags: <see cref="StrategyTag"/>, <see cref="OutcomeTag"/>.</summary>
    public const string Revoked = "authstrategies.revoked";

    /// <summary>Counter of look-ups in the credential cache. Tags: <see cref="StrategyTag"/>, <see cref="OutcomeTag"/> (<c>hit</c> or <c>miss</c>).</summary>
    public const string CredentialCacheLookups = "authstrategies.credential_cache.lookups";

    /// <summary>
    /// Counter of look-ups in the near cache, where there is one. Tag: <see cref="OutcomeTag"/>: <c>hit</c> (a record was cached) or
    /// <c>miss</c>. The store is asked after a miss, and after a hit that cannot be accepted from the cache.
    /// </summary>
    public const string NearCacheLookups = "authstrategies.near_cache.lookups";

    /// <summary>Histogram of the time a session store takes to answer, in seconds. Tags: <see cref="OperationTag"/>, <see cref="OutcomeTag"/>.</summary>
    public const string StoreDuration = "authstrategies.store.duration";

    /// <summary>
    /// Gauge of the sessions in the session store, if it is the in-memory store without a decorator; other stores cannot tell the number
    /// without reading every session, and there is no gauge. An expired session counts until it is removed. No tags.
    /// </summary>
    public const string StoreSessions = "authstrategies.store.sessions";

    /// <summary>Counter of changes of a strategy's signing key, as each node sees them; the first key does not count. Tag: <see cref="StrategyTag"/>.</summary>
    public const string KeysRotated = "authstrategies.keys.rotated";

    /// <summary>Counter of calls that the key store did not answer. Tags: <see cref="StrategyTag"/>, <see cref="OperationTag"/> (<c>load</c> or <c>save</c>).</summary>
    public const string KeyStoreFailures = "authstrategies.keys.store_failures";

    /// <summary>
    /// Counter of events that a sink (<see cref="IAuthEventSink"/>) did not get or did not take. Tags: <see cref="SinkTag"/>, <see cref="OutcomeTag"/>
    /// (<c>queue_full</c>, <c>sink_failed</c>, or <c>stopped</c> for events that were left when the host stopped).
    /// </summary>
    public const string EventsLost = "authstrategies.events.lost";

    /// <summary>
    /// Counter of the proofs of devices in device-bound sessions. Tags: <see cref="OperationTag"/> (<c>register</c> or <c>refresh</c>), <see cref="OutcomeTag"/>
    /// (<c>succeeded</c> or <c>failed</c>), <see cref="StrategyTag"/> if the session is known, and <see cref="ReasonTag"/> on failure: a <see cref="DeviceRefusal"/>
    /// in snake_case.
    /// </summary>
    public const string DeviceProofs = "authstrategies.device_proofs";

    /// <summary>The type of a sink of events.</summary>
    public const string SinkTag = "authstrategies.sink";

    /// <summary>The name of the strategy.</summary>
    public const string StrategyTag = "authstrategies.strategy";

    /// <summary>
    /// The outcome: <c>succeeded</c>, <c>failed</c>, <c>not_applicable</c> or, for refreshes only, <c>unchanged</c>; for revocations the <see cref="RevokeOutcome"/> in
    /// snake_case (<c>revoked_at_expiry</c>); for caches <c>hit</c> or <c>miss</c>; for the store <c>succeeded</c> or <c>failed</c>;
    /// for lost events why they were lost.
    /// </summary>
    public const string OutcomeTag = "authstrategies.outcome";

    /// <summary>The <see cref="AuthFailureReason"/> of a failure in snake_case: <c>unknown_session</c>; for <see cref="DeviceProofs"/> the <see cref="DeviceRefusal"/>.</summary>
    public const string ReasonTag = "authstrategies.reason";

    /// <summary>The store's operation: <c>create</c>, <c>find</c>, <c>replace</c>, <c>remove</c>, <c>list</c> or <c>remove_all</c>. The key store's: <c>load</c> or <c>save</c>. Of a device: <c>register</c> or <c>refresh</c>.</summary>
    public const string OperationTag = "authstrategies.operation";
}
