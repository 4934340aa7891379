using System.Text;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>The token type that a header must name as <c>typ</c>. Immutable.</summary>
internal sealed class TokenType
{
    private const string Prefix = "application/";
    private readonly byte[] _shortUtf8;
    private readonly byte[] _longUtf8;

    /// <param name="name">A media type; <see langword="null"/> when headers need not name one.</param>
    public TokenType(string? name)
    {
        Name = name;
        string type = name ?? "";
        string shortName = type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !type.AsSpan(Prefix.Length).Contains('/') ? type[Prefix.Length..] : type;
        _shortUtf8 = Encoding.ASCII.GetBytes(shortName);
        _longUtf8 = Encoding.ASCII.GetBytes(shortName.Contains('/', StringComparison.Ordinal) ? shortName : Prefix + shortName);
    }

    public string? Name { get; }

    /// <summary>Whether the header must name the type.</summary>
    public bool IsRequired => Name is not null;

    /// <summary>Whether a <c>typ</c> names this type, ignoring case, with or without <c>application/</c> (RFC 7515 §4.1.9).</summary>
    public bool Matches(ReadOnlySpan<byte> type) => Ascii.EqualsIgnoreCase(type, _shortUtf8) || Ascii.EqualsIgnoreCase(type, _longUtf8);
}
