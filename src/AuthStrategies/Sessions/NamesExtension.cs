using System.Buffers;
using System.Buffers.Binary;
using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>The names of a login (<see cref="LoginNames"/>) as one skippable extension of the session payload.</summary>
/// <remarks>
/// <code>
/// mask and flags (2) │ [name claim type] │ [role claim type] │ [number of exceptions │ each from the one before]
/// </code>
/// A release that does not know the extension writes it back unchanged when it replaces the claims. A field that is not what
/// this release would write for the claims of the record is therefore kept and ignored: all names are then short.
/// </remarks>
internal static class NamesExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 10;

    private const int NameTypeFlag = 1 << 11;
    private const int RoleTypeFlag = 1 << 12;
    private const int ExceptionsFlag = 1 << 13;
    private const int AllFlags = WrittenNames.AllBits | NameTypeFlag | RoleTypeFlag | ExceptionsFlag;

    /// <summary>Writes the extension field, tag and length included.</summary>
    public static void Write(in PayloadWriter writer, WrittenNames names)
    {
        ReadOnlySpan<byte> body = Encode(names);
        writer.Varint(Tag);
        writer.Varint((ulong)body.Length);
        writer.Bytes(body);
    }

    /// <summary>Marks the claims that went in under their long names.</summary>
    /// <param name="field">The field's bytes, without tag and length.</param>
    /// <param name="claims">The claims of the record.</param>
    /// <param name="names">The names that belong to no claim.</param>
    /// <returns>Whether the field belongs to the claims, in the one form that <see cref="Write"/> writes; otherwise no claim is marked.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, Span<ClaimEntry> claims, out LoginNames names)
    {
        names = default;
        if (Decode(field) is not { } read)
            return false;

        names = read.ApplyTo(claims);
        if (WrittenNames.Of(names, claims) is { } written && field.SequenceEqual(Encode(written)))
            return true;

        names = default;
        foreach (ref ClaimEntry claim in claims)
            claim = claim with { IsLong = false };
        return false;
    }

    private static ReadOnlySpan<byte> Encode(WrittenNames names)
    {
        var output = new ArrayBufferWriter<byte>(16);
        var body = new PayloadWriter(output);
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(2), (ushort)FlagsOf(names));
        output.Advance(2);
        if (names.NameType is { } nameType)
            body.Text(nameType);
        if (names.RoleType is { } roleType)
            body.Text(roleType);
        if (names.Exceptions.Count == 0)
            return output.WrittenSpan;

        body.Varint((ulong)names.Exceptions.Count);
        int before = 0;
        foreach (int place in names.Exceptions)
        {
            body.Varint((ulong)(place - before));
            before = place;
        }

        return output.WrittenSpan;
    }

    private static WrittenNames? Decode(ReadOnlySpan<byte> field)
    {
        var reader = new PayloadReader(field);
        ReadOnlySpan<byte> head = reader.Bytes(2);
        int flags = head.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16BigEndian(head);
        if (flags is 0 or > AllFlags)
            return null;

        WrittenNames names = new()
        {
            Mask = flags & WrittenNames.AllBits,
            NameType = (flags & NameTypeFlag) != 0 ? reader.Text() : null,
            RoleType = (flags & RoleTypeFlag) != 0 ? reader.Text() : null,
            Exceptions = (flags & ExceptionsFlag) != 0 ? ReadPlaces(ref reader) : [],
        };
        return reader.Failed || !reader.Rest.IsEmpty ? null : names;
    }

    private static int[] ReadPlaces(ref PayloadReader reader)
    {
        ulong count = reader.Varint();
        if (count > ClaimSet.MaxClaims || count > (ulong)reader.Rest.Length)
            reader.Fail();
        if (reader.Failed)
            return [];

        int[] places = new int[count];
        ulong place = 0;
        for (int i = 0; i < places.Length; i++)
        {
            place += reader.Varint();
            if (place >= ClaimSet.MaxClaims)
                reader.Fail();
            places[i] = reader.Failed ? 0 : (int)place;
        }

        return places;
    }

    private static int FlagsOf(WrittenNames names) =>
        names.Mask
        | (names.NameType is not null ? NameTypeFlag : 0)
        | (names.RoleType is not null ? RoleTypeFlag : 0)
        | (names.Exceptions.Count > 0 ? ExceptionsFlag : 0);
}
