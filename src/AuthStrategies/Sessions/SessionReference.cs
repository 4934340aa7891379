namespace AuthStrategies.Sessions;

/// <summary>
/// The login that a credential names, and what must be true of the record of that name. An opaque credential proves by
/// its name part that its holder was given it. The <c>sid</c> of a JWT is a public name, so it counts only together with
/// the subject the token is of and the strategy that verified it.
/// </summary>
internal readonly record struct SessionReference
{
    private SessionReference(SessionId id, SessionPolicy? owner, string? subject) => (Id, Owner, Subject) = (id, owner, subject);

    public SessionId Id { get; }

    /// <summary>The strategy it must be of; <see langword="null"/> for any.</summary>
    public SessionPolicy? Owner { get; }

    private string? Subject { get; }

    /// <summary>Named by an opaque credential, of whichever strategy.</summary>
    public static SessionReference OfHolder(SessionId id) => new(id, owner: null, subject: null);

    /// <summary>Named by an opaque credential, of one strategy.</summary>
    public static SessionReference OfHolder(SessionId id, SessionPolicy owner) => new(id, owner, subject: null);

    /// <summary>Named by the <c>sid</c> of a verified token.</summary>
    public static SessionReference OfClaim(SessionId id, SessionPolicy owner, string subject) => new(id, owner, subject);

    public bool Matches(SessionRecord record, SessionPayload session)
    {
        if (Owner is null)
            return true;
        return Subject is null
            ? Owner.Owns(session)
            : Owner.Backs(session) && string.Equals(Subject, record.Subject, StringComparison.Ordinal);
    }
}
