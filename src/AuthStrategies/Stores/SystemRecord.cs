using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Stores;

/// <summary>
/// A fact that the library keeps in the session store beside sessions: a small record with a name, which every node finds by that name.
/// See <see cref="SessionRecord.SystemSubjectPrefix"/>.
/// </summary>
internal static class SystemRecord
{
    /// <summary>
    /// A time that never comes. The absolute end of a record never changes, so it is this one. The other time says when the record may go:
    /// this one too, if sessions depend on the record for as long as they live.
    /// </summary>
    public static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The kind of the last revision of a strategy's keys.</summary>
    public const string Keys = "keys";

    /// <summary>The kind of the generation of a strategy's sessions.</summary>
    public const string Generation = "generation";

    /// <summary>The kind that remains when a generation is lost, so that a new one does not count as the first.</summary>
    public const string GenerationUsed = "generation-used";

    /// <summary>The kind that says how a session ended.</summary>
    public const string End = "end";

    /// <summary>The kind of the generation of a subject's sessions.</summary>
    public const string SubjectGeneration = "subject-generation";

    /// <summary>The kind of a DPoP proof that was used.</summary>
    public const string Proof = "proof";

    /// <summary>The kind of a challenge that the device of a session has answered.</summary>
    public const string DeviceChallenge = "device-challenge";

    /// <summary>The kind of a credential of another system that was used: its login was moved, or has ended.</summary>
    public const string FormerLogin = "former-login";

    /// <summary>The kind of the secret with which a host makes the tokens of former logins.</summary>
    public const string FormerSecret = "former-secret";

    /// <summary>The kind of the same secret once more, for a store that loses the first.</summary>
    public const string FormerSecretSpare = "former-secret-spare";

    /// <summary>The kind that says when all former logins of a subject were ended.</summary>
    public const string FormerEndOfSubject = "former-end-subject";

    /// <summary>The kind that says when all former logins of a strategy were ended.</summary>
    public const string FormerEndOfStrategy = "former-end-strategy";

    /// <summary>The id of a record: a hash of its label, so that nothing has to be looked up. Others can compute it too; it is no secret.</summary>
    /// <param name="kind">What the record says, for example <c>keys</c>.</param>
    /// <param name="name">Of what it says that, for example of which strategy.</param>
    public static SessionId IdOf(string kind, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{SubjectOf(kind)}:{name}"), hash);
        return new(hash[..SessionId.Size]);
    }

    /// <summary>The first version of a record.</summary>
    public static SessionRecord Create(string kind, string name, DateTimeOffset expiresAt, ReadOnlyMemory<byte> payload) => new()
    {
        Id = IdOf(kind, name),
        Subject = SubjectOf(kind),
        ExpiresAt = expiresAt,
        AbsoluteExpiresAt = Never,
        Version = 1,
        Payload = payload,
    };

    /// <summary>
    /// The first version of a record of which there are many. Each is alone in the list of its own subject, so that no list grows with
    /// them. Its end never moves.
    /// </summary>
    public static SessionRecord CreateOfMany(string kind, string name, DateTimeOffset end, ReadOnlyMemory<byte> payload) =>
        CreateOfMany(kind, IdOf(kind, name), end, payload);

    /// <summary>The same, with an end that moves.</summary>
    public static SessionRecord CreateRenewable(string kind, string name, DateTimeOffset expiresAt, ReadOnlyMemory<byte> payload) =>
        CreateOfMany(kind, IdOf(kind, name), expiresAt, payload, Never);

    /// <summary>The next version of a record.</summary>
    public static SessionRecord Replace(SessionRecord before, DateTimeOffset expiresAt, ReadOnlyMemory<byte> payload) => new()
    {
        Id = before.Id,
        Subject = before.Subject,
        ExpiresAt = expiresAt,
        AbsoluteExpiresAt = before.AbsoluteExpiresAt,
        Version = before.Version + 1,
        Payload = payload,
    };

    /// <summary>The id of the record that says how a session ended.</summary>
    /// <remarks>From the bytes, so that the look-up for a made-up token allocates nothing.</remarks>
    public static SessionId IdOfEnd(SessionId session)
    {
        ReadOnlySpan<byte> label = "authstrategies:end:"u8;
        Span<byte> labelled = stackalloc byte[label.Length + SessionId.Size];
        label.CopyTo(labelled);
        session.CopyTo(labelled[label.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(labelled, hash);
        return new(hash[..SessionId.Size]);
    }

    /// <summary>
    /// The record that says how a session ended. Each has another subject: there may be many, and a store keeps the records of one subject
    /// together.
    /// </summary>
    public static SessionRecord CreateEnd(SessionId session, DateTimeOffset expiresAt, ReadOnlyMemory<byte> payload) =>
        CreateOfMany(End, IdOfEnd(session), expiresAt, payload);

    /// <summary>Whether a record is no session.</summary>
    public static bool Is(SessionRecord record) => record.Subject.StartsWith(SessionRecord.SystemSubjectPrefix, StringComparison.Ordinal);

    /// <summary>The subjects of the system records that a store without eviction has.</summary>
    public static IReadOnlyList<string> Subjects { get; } =
    [
        SubjectOf(Keys), SubjectOf(Generation), SubjectOf(GenerationUsed),
    ];

    private static SessionRecord CreateOfMany(string kind, SessionId id, DateTimeOffset end, ReadOnlyMemory<byte> payload, DateTimeOffset? absoluteEnd = null) => new()
    {
        Id = id,
        Subject = $"{SubjectOf(kind)}:{id}",
        ExpiresAt = end,
        AbsoluteExpiresAt = absoluteEnd ?? end,
        Version = 1,
        Payload = payload,
    };

    private static string SubjectOf(string kind) => SessionRecord.SystemSubjectPrefix + kind;
}
