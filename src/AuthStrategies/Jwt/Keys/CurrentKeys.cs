using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using AuthStrategies.Json;

namespace AuthStrategies.Jwt.Keys;

/// <summary>
/// The keys in force at one time and the values derived from them. Immutable: a verification uses the same keys from beginning to end.
/// </summary>
internal sealed class CurrentKeys
{
    private readonly byte[][] _algorithmsUtf8;
    private readonly string? _tokenType;

    // Made for the first token: what makes it is not compiled at start. Two threads make the same bytes.
    private byte[]? _header;

    /// <param name="ring">The keys.</param>
    /// <param name="allowedAlgorithms">The algorithms that are accepted; empty for those of the keys.</param>
    /// <param name="tokenType">The <c>typ</c> of issued tokens; <see langword="null"/> for none.</param>
    public CurrentKeys(JwtKeyRing ring, ImmutableArray<string> allowedAlgorithms, string? tokenType)
    {
        Ring = ring;
        _tokenType = tokenType;
        ImmutableArray<string> algorithms = [.. (allowedAlgorithms.IsEmpty ? ring.All.Select(key => key.Algorithm) : allowedAlgorithms).Distinct(StringComparer.Ordinal)];
        _algorithmsUtf8 = [.. algorithms.Select(Encoding.ASCII.GetBytes)];
        UnsupportedAlgorithm = new(AuthFailureReason.UnsupportedAlgorithm, $"The header's \"alg\" is not accepted. Accepted: {(algorithms.IsEmpty ? "none, because the strategy has no key now" : string.Join(", ", algorithms))}.");
    }

    public JwtKeyRing Ring { get; }

    /// <summary>The key that signs; <see langword="null"/> when none may sign now.</summary>
    public JwtKey? SigningKey => Ring.SigningKey;

    /// <summary>The encoded header of every issued token; empty if no key signs.</summary>
    public byte[] HeaderUtf8 => _header ??= SigningKey is { } key ? Encode(key, _tokenType, []) : [];

    /// <summary>The refusal of a token whose algorithm is not accepted.</summary>
    public AuthFailure UnsupportedAlgorithm { get; }

    /// <summary>The accepted algorithm with this name, compared byte for byte; <see langword="null"/> if it is not accepted.</summary>
    public byte[]? FindAlgorithm(ReadOnlySpan<byte> name)
    {
        foreach (byte[] accepted in _algorithmsUtf8)
        {
            if (name.SequenceEqual(accepted))
                return accepted;
        }

        return null;
    }

    /// <summary>The encoded header of a token with further members.</summary>
    public byte[] HeaderOf(ImmutableArray<KeyValuePair<string, string>> members) => Encode(SigningKey!, _tokenType, members);

    private static byte[] Encode(JwtKey key, string? tokenType, ImmutableArray<KeyValuePair<string, string>> members)
    {
        using var json = JsonText.Rent();
        json.StartObject();
        json.Name("alg"u8);
        json.Value(key.Algorithm);
        if (tokenType is not null)
        {
            json.Name("typ"u8);
            json.Value(tokenType);
        }

        json.Name("kid"u8);
        json.Value(key.KeyId);
        foreach ((string name, string value) in members)
        {
            json.Name(name);
            json.Value(value);
        }

        json.EndObject();
        return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(json.Written));
    }
}
