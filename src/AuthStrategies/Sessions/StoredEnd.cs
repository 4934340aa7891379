using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>How a session ended, and who may be told: only a hash of the subject and hashes of the secrets. Immutable.</summary>
/// <param name="Owner">Whose session it was.</param>
/// <param name="Subject">The hash of its subject.</param>
/// <param name="Secrets">The hashes of its current, previous and discarded secret parts.</param>
/// <param name="End">What the client is told.</param>
internal sealed record StoredEnd(SessionOwner Owner, ShortHash Subject, ImmutableArray<ShortHash> Secrets, SessionEnd End)
{
    /// <summary>The largest number of secrets that a session knows: current, previous, before previous, discarded.</summary>
    public const int MaxSecrets = 3 + RotationState.MaxDiscarded;

    public static StoredEnd Of(SessionRecord record, SessionPayload session, SessionEnd end)
    {
        RotationState rotation = session.Rotation;
        var secrets = ImmutableArray.CreateBuilder<ShortHash>(MaxSecrets);
        secrets.Add(ShortHash.Of(rotation.Secret));
        if (rotation.Previous is { } previous)
            secrets.Add(ShortHash.Of(previous.Hash));
        if (rotation.BeforePrevious is { } displaced)
            secrets.Add(displaced.Hash);
        secrets.AddRange(rotation.Discarded);
        return new(session.Owner, HashOf(record.Subject), secrets.ToImmutable(), end);
    }

    /// <summary>Whether a client presents a secret part that the session has given out.</summary>
    public bool IsHeldBy(in OpaqueToken token, SessionPolicy policy) => policy.Owns(Owner) && Secrets.Contains(ShortHash.Of(token.SecretHash));

    public static ShortHash HashOf(string subject)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(subject), hash);
        return ShortHash.From(hash);
    }

    /// <summary>What the client is told; no hash.</summary>
    public override string ToString() => End.ToString();
}
