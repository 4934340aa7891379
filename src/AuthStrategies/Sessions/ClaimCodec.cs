using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>The claims in a payload: one byte for the kind and a well-known type, the type as text if it has no code, the value.</summary>
internal static class ClaimCodec
{
    private const int KindBits = 3;

    public static void Write(PayloadWriter writer, ReadOnlySpan<ClaimEntry> claims)
    {
        writer.Varint((ulong)claims.Length);
        foreach (ref readonly ClaimEntry claim in claims)
        {
            int code = ClaimTypeCodes.CodeOf(claim.Type);
            writer.Byte(code << KindBits | (int)claim.Kind);
            if (code == ClaimTypeCodes.Text)
                writer.Text(claim.Type);
            writer.Text(claim.Value);
        }
    }

    public static ClaimEntry[] Read(ref PayloadReader reader)
    {
        ulong count = reader.Varint();
        // A claim needs at least two bytes, so a false count cannot reserve memory.
        if (count > ClaimSet.MaxClaims || count * 2 > (ulong)reader.Rest.Length)
            reader.Fail();
        if (reader.Failed)
            return [];

        var claims = new ClaimEntry[count];
        for (int i = 0; i < claims.Length && !reader.Failed; i++)
            claims[i] = ReadOne(ref reader);
        return claims;
    }

    private static ClaimEntry ReadOne(ref PayloadReader reader)
    {
        byte head = reader.Byte();
        int code = head >> KindBits;
        var kind = (ClaimKind)(head & ((1 << KindBits) - 1));
        string type = code == ClaimTypeCodes.Text ? reader.Text() : ClaimTypeCodes.TypeOf(code);
        if (kind > ClaimKind.JsonArray || (code == ClaimTypeCodes.Text && ClaimTypeCodes.CodeOf(type) != ClaimTypeCodes.Text))
            reader.Fail();

        return new(type, reader.Text(), kind);
    }
}
