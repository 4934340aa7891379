namespace AuthStrategies.Sessions;

/// <summary>
/// The login that a credential names. An opaque credential proves by its name part that its holder was given it; the
/// <c>sid</c> of a JWT is a public name, so it counts only together with the subject and the strategy the token is of.
/// </summary>
internal readonly record struct NamedLogin(SessionId Id, string? Subject = null, SessionPolicy? Owner = null)
{
    public bool Means(SessionRecord record, SessionPayload session) =>
        Owner is null || (Owner.Owns(session) && string.Equals(Subject, record.Subject, StringComparison.Ordinal));
}
