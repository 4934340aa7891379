using System.Buffers.Binary;
using System.Buffers.Text;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.DPoP;

/// <summary>Nonces that contain the time when they were made, protected. Nothing is remembered. Thread-safe.</summary>
internal sealed class ProofNonces(IDPoPNonceProtector protector, TimeSpan lifetime, TimeSpan maxClockDifference)
{
    // 384 bytes in base64url.
    private const int MaxLength = 512;

    public string Create(DateTimeOffset now)
    {
        byte[] content = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(content, now.UtcTicks);
        return Base64Url.EncodeToString(protector.Protect(content));
    }

    /// <summary>Whether a nonce was made here and is current.</summary>
    /// <param name="nonce">The nonce of a proof.</param>
    /// <param name="now">When.</param>
    /// <param name="endsAt">When the nonce ends, in UTC ticks.</param>
    public bool IsCurrent(string nonce, DateTimeOffset now, out long endsAt)
    {
        endsAt = 0;
        if (nonce.Length > MaxLength || !Base64Text.TryDecodeUrl(nonce, out byte[]? bytes) || protector.Unprotect(bytes) is not { Length: sizeof(long) } content)
            return false;

        long createdAt = BinaryPrimitives.ReadInt64BigEndian(content);
        endsAt = createdAt + lifetime.Ticks;
        // The clock of the node that made it may be ahead of this one.
        return createdAt - maxClockDifference.Ticks <= now.UtcTicks && now.UtcTicks < endsAt;
    }

    /// <summary>Whether the client of a current nonce should get another one with the answer.</summary>
    public bool IsOld(long endsAt, DateTimeOffset now) => endsAt - now.UtcTicks < lifetime.Ticks / 2;
}
