using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace AuthStrategies.Sessions;

/// <summary>
/// The device that a session is bound to, as an extension field of the payload: the algorithm in one byte, when it was registered, and the canonical JWK of
/// the public key (RFC 7638 §3.2).
/// </summary>
/// <remarks>A release that does not know the field, or the algorithm, cannot read the record, so it does not accept the session without its device.</remarks>
internal static class DeviceExtension
{
    /// <summary>An odd tag: every reader must understand it.</summary>
    public const ulong Tag = 23;

    private const int HeadSize = 1 + sizeof(long);
    private const byte Es256 = 1;
    private const byte Rs256 = 2;

    /// <returns>Whether the field names a device. A damaged one must not count as none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, out BoundDevice? device)
    {
        device = null;
        if (field.Length is <= HeadSize or > HeadSize + DeviceKey.MaxJwkLength)
            return false;

        string? algorithm = field[0] switch { Es256 => "ES256", Rs256 => "RS256", _ => null };
        long ticks = BinaryPrimitives.ReadInt64BigEndian(field[1..]);
        ReadOnlySpan<byte> jwk = field[HeadSize..];
        if (algorithm is null || ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks || !Utf8.IsValid(jwk))
            return false;

        device = new(new(algorithm, Encoding.UTF8.GetString(jwk)), new(ticks, TimeSpan.Zero));
        return true;
    }

    /// <summary>The same session, bound to a device. The field is one of those that each write keeps.</summary>
    public static SessionPayload Bind(SessionPayload session, DeviceKey key, DateTimeOffset now)
    {
        byte[] field = new byte[HeadSize + Encoding.UTF8.GetByteCount(key.PublicJwk)];
        field[0] = key.Algorithm == "ES256" ? Es256 : Rs256;
        BinaryPrimitives.WriteInt64BigEndian(field.AsSpan(1), now.UtcTicks);
        Encoding.UTF8.GetBytes(key.PublicJwk, field.AsSpan(HeadSize));
        return session with { Device = new(key, now), Extensions = ExtensionFields.Replace(session.Extensions, Tag, field) };
    }
}
