namespace AuthStrategies.Jwt;

/// <summary>The two spellings of a token's type (RFC 7515 §4.1.9): <c>application/</c> may be left out if no other slash is in it.</summary>
internal readonly struct MediaType
{
    private const string Prefix = "application/";

    public MediaType(string type)
    {
        Short = type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !type.AsSpan(Prefix.Length).Contains('/') ? type[Prefix.Length..] : type;
        Long = Short.Contains('/', StringComparison.Ordinal) ? Short : Prefix + Short;
    }

    public string Short { get; }

    public string Long { get; }
}
