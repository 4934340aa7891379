namespace AuthStrategies.Sessions;

/// <summary>
/// The session that a credential names, and the conditions for its record. Only the client that received an opaque
/// credential knows its name part. The <c>sid</c> of a JWT is public, so it counts only together with the token's
/// subject and the strategy that verified it.
/// </summary>
internal readonly record struct SessionReference
{
    private SessionReference(SessionId id, SessionPolicy? owner, string? subject, string? strategy = null) => (Id, Owner, Subject, Strategy) = (id, owner, subject, strategy);

    public SessionId Id { get; }

    /// <summary>The strategy that must own it; <see langword="null"/> for any.</summary>
    public SessionPolicy? Owner { get; }

    private string? Subject { get; }

    /// <summary>The name of the strategy that must have issued it, regardless of its options.</summary>
    private string? Strategy { get; }

    /// <summary>Named by an opaque credential, of any strategy.</summary>
    public static SessionReference OfHolder(SessionId id) => new(id, owner: null, subject: null);

    /// <summary>Named by an opaque credential, of one strategy.</summary>
    public static SessionReference OfHolder(SessionId id, SessionPolicy owner) => new(id, owner, subject: null);

    /// <summary>Named by an opaque credential, of a strategy whose options may be missing.</summary>
    public static SessionReference OfHolder(SessionId id, string strategy) => new(id, owner: null, subject: null, strategy);

    /// <summary>Named by the <c>sid</c> of a verified token.</summary>
    public static SessionReference OfClaim(SessionId id, SessionPolicy owner, string subject) => new(id, owner, subject);

    public bool Matches(SessionRecord record, SessionPayload session)
    {
        if (Owner is null)
            return Strategy is null || session.Strategy == Strategy;
        return Subject is null
            ? Owner.Owns(session)
            : Owner.Backs(session) && string.Equals(Subject, record.Subject, StringComparison.Ordinal);
    }

    /// <summary>Whether the session may be ended. Only its record is needed: a payload of a later release, or a damaged one, keeps no user logged in.</summary>
    /// <param name="record">The record.</param>
    /// <param name="owner">Whose session it is; <see langword="null"/> if even that cannot be read.</param>
    public bool MayEnd(SessionRecord record, SessionOwner? owner)
    {
        if (Owner is null)
            return Strategy is null || owner is not { } issued || issued.Strategy == Strategy;
        // The name part is proof enough of which session is meant.
        if (Subject is null)
            return owner is not { } named || Owner.Owns(named);
        if (!string.Equals(Subject, record.Subject, StringComparison.Ordinal))
            return false;

        // A token of another issuer must not reach a session of this application.
        return owner is { } known ? Owner.Backs(known) : Owner.IsIssuer;
    }

    /// <summary>Whether a verified access token named this session, which has ended.</summary>
    public bool Named(StoredEnd ended) => Subject is not null && Owner is not null && Owner.Backs(ended.Owner) && StoredEnd.HashOf(Subject) == ended.Subject;

    /// <summary>Whether the credential itself proves which session is meant: only its client knows the name part.</summary>
    public bool IsOfHolder => Subject is null;
}
