using System.Buffers;
using AuthStrategies.Claims;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>
/// The binary form of <see cref="SessionPayload"/>: a fixed schema that begins with its version.
/// </summary>
/// <remarks>
/// <code>
/// version 1 │ flags │ strategy │ [issuer │ audience] │ hash of S │ [hash of previous S │ salt]
/// created (8) │ authenticated │ born │ last seen (each from created) │ [label]
/// number of claims │ { type code and kind │ [type] │ value } │ { extension tag │ bytes }
/// </code>
/// Numbers are varints; texts and extensions begin with their length. Each payload has exactly one form:
/// <see cref="Encode(SessionPayload)"/> writes byte for byte what <see cref="Decode"/> reads.
/// <para>
/// Extensions add fields without a new version, so that different releases can run side by side. Tags ascend. A release
/// that does not know an even tag skips it and writes it back unchanged. A release that does not know an odd tag cannot
/// read the record. Tag 6 is the rotation, 10 the names of claims, 12 the encrypted items, 14 the clients, 20 the end that the application has set,
/// 21 the key that the session is bound to (RFC 9449 <c>cnf.jkt</c>), 22 the generation,
/// 23 the device that the session is bound to, 24 the generation of the subject, 126 the checksum.
/// </para>
/// </remarks>
internal static class SessionPayloadCodec
{
    public const byte Version = 1;

    /// <summary>Larger payloads are not read.</summary>
    public const int MaxSize = 64 * 1024;

    /// <summary>Larger payloads are not issued: a rotation and later fields need some space.</summary>
    public const int MaxIssuedSize = MaxSize - 1024;

    private const int KindMask = 0b0000_0011;
    private const int PersistentFlag = 0b0000_0100;
    private const int PreviousFlag = 0b0000_1000;
    private const int LabelFlag = 0b0001_0000;
    private const int AllFlags = 0b0001_1111;

    /// <summary>The payload of a record.</summary>
    /// <param name="payload">The data.</param>
    /// <param name="subject">The subject of the record.</param>
    /// <param name="version">The version of the record.</param>
    public static ReadOnlyMemory<byte> Encode(SessionPayload payload, string subject, long version)
    {
        ArrayBufferWriter<byte> output = Write(payload);
        RecordChecksum.Append(output, subject, version);
        return output.WrittenMemory;
    }

    /// <summary>The payload without the checksum, as earlier releases wrote it.</summary>
    public static ReadOnlyMemory<byte> Encode(SessionPayload payload) => Write(payload).WrittenMemory;

    /// <param name="bytes">The stored bytes.</param>
    /// <param name="subject">The subject of the record.</param>
    /// <param name="knownStrategy">The most likely name of the strategy.</param>
    /// <param name="isForCheck">Whether the session is only looked at, and never written: then fields that no check needs are left out.</param>
    /// <returns>The payload, or <see langword="null"/> if it cannot be read completely.</returns>
    public static SessionPayload? Decode(ReadOnlySpan<byte> bytes, string subject, string? knownStrategy = null, bool isForCheck = false)
    {
        if (bytes.Length > MaxSize)
            return null;

        var reader = new PayloadReader(bytes);
        if (!TryReadOwner(ref reader, knownStrategy, out SessionOwner owner, out int flags))
            return null;

        Bytes32 secret = reader.Bytes32();
        PreviousSecret? previous = (flags & PreviousFlag) != 0 ? new(reader.Bytes32(), reader.Bytes32()) : null;
        DateTimeOffset createdAt = reader.Instant();
        DateTimeOffset authenticatedAt = reader.Instant(createdAt);
        DateTimeOffset bornAt = reader.Instant(createdAt);
        DateTimeOffset lastSeenAt = reader.Instant(createdAt);
        string? label = (flags & LabelFlag) != 0 ? reader.Text() : null;
        ClaimEntry[] claims = ClaimCodec.Read(ref reader);
        // Without the extension, or with one that belongs to another secret part, the current one counts as used at its birth.
        RotationState rotation = new() { Secret = secret, BornAt = bornAt, UsedAt = bornAt, Previous = previous };
        byte[] extensions = ExtensionFields.Read(ref reader, ref rotation, claims, out LoginNames names, out Generation generation, out string? keyThumbprint, out BoundDevice? device, isForCheck);
        return reader.Failed ? null : new SessionPayload
        {
            Kind = owner.Kind,
            Strategy = owner.Strategy,
            Issuer = owner.Issuer,
            Audience = owner.Audience,
            Rotation = rotation,
            CreatedAt = createdAt,
            AuthenticatedAt = authenticatedAt,
            LastSeenAt = lastSeenAt,
            Persistent = (flags & PersistentFlag) != 0,
            Label = label,
            Claims = new ClaimSet(subject, claims) { Names = names },
            Generation = generation,
            KeyThumbprint = keyThumbprint,
            Device = device,
            Extensions = extensions,
        };
    }

    /// <summary>Reads whose session it is. That is possible although the rest is damaged, or has a field that only a later release understands.</summary>
    /// <returns>The owner, or <see langword="null"/> for another version or unknown flags: then nothing is known about the place of a field.</returns>
    public static SessionOwner? DecodeOwner(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        return TryReadOwner(ref reader, knownStrategy: null, out SessionOwner owner, out _) ? owner : null;
    }

    private static bool TryReadOwner(ref PayloadReader reader, string? knownStrategy, out SessionOwner owner, out int flags)
    {
        owner = default;
        flags = 0;
        if (reader.Byte() != Version)
            return false;

        flags = reader.Byte();
        var kind = (SessionKind)(flags & KindMask);
        if (flags > AllFlags || kind is not (SessionKind.Session or SessionKind.Refresh))
            return false;

        string strategy = reader.Text(knownStrategy);
        string? issuer = kind == SessionKind.Refresh ? reader.Text() : null;
        string? audience = kind == SessionKind.Refresh ? reader.Text() : null;
        owner = new(kind, strategy, issuer, audience);
        return !reader.Failed;
    }

    private static ArrayBufferWriter<byte> Write(SessionPayload payload)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new PayloadWriter(output);
        writer.Byte(Version);
        writer.Byte(FlagsOf(payload));
        writer.Text(payload.Strategy);
        if (payload.Kind == SessionKind.Refresh)
        {
            writer.Text(payload.Issuer ?? "");
            writer.Text(payload.Audience ?? "");
        }

        writer.Bytes32(payload.Rotation.Secret);
        if (payload.Rotation.Previous is { } previous)
        {
            writer.Bytes32(previous.Hash);
            writer.Bytes32(previous.Salt);
        }

        writer.Instant(payload.CreatedAt);
        writer.Instant(payload.AuthenticatedAt, payload.CreatedAt);
        writer.Instant(payload.Rotation.BornAt, payload.CreatedAt);
        writer.Instant(payload.LastSeenAt, payload.CreatedAt);
        if (payload.Label is { } label)
            writer.Text(label);
        ClaimCodec.Write(writer, payload.Claims.Entries);
        ExtensionFields.Write(writer, payload);
        return output;
    }

    private static int FlagsOf(SessionPayload payload) =>
        (int)payload.Kind
        | (payload.Persistent ? PersistentFlag : 0)
        | (payload.Rotation.Previous is not null ? PreviousFlag : 0)
        | (payload.Label is not null ? LabelFlag : 0);
}
