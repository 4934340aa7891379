namespace AuthStrategies.Sessions;

/// <summary>The outcome of a refresh: the token the client should hold from now on and the session it belongs to, or a failure.</summary>
internal readonly struct SessionRotation
{
    private SessionRotation(AuthFailure failure) => Failure = failure;

    private SessionRotation(in OpaqueToken token, SessionRecord record, SessionPayload session)
    {
        Token = token;
        Record = record;
        Session = session;
    }

    public AuthFailure? Failure { get; }

    /// <summary>The current token; no other field means anything when there is a <see cref="Failure"/>.</summary>
    public OpaqueToken Token { get; }

    public SessionRecord Record { get; } = null!;

    public SessionPayload Session { get; } = null!;

    public static SessionRotation To(in OpaqueToken token, SessionRecord record, SessionPayload session) => new(token, record, session);

    public static SessionRotation Fail(AuthFailure failure) => new(failure);
}
