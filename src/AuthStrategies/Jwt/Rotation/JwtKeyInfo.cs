using System.Globalization;

namespace AuthStrategies;

/// <summary>One rotating key, for operators. Immutable; contains no secret.</summary>
public sealed class JwtKeyInfo
{
    /// <summary>The key id, the <c>kid</c> of its tokens.</summary>
    public required string KeyId { get; init; }

    /// <summary>Its algorithm, such as <c>ES256</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The state when the list was made.</summary>
    public required JwtKeyState State { get; init; }

    /// <summary>When the key was created and first published. UTC.</summary>
    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>When the key begins to sign. UTC.</summary>
    public required DateTimeOffset SignsFrom { get; init; }

    /// <summary>When the next key begins to sign. UTC. <see langword="null"/> while there is no next key.</summary>
    public DateTimeOffset? SignsUntil { get; init; }

    /// <summary>When the key stops verifying. UTC. <see langword="null"/> while there is no next key.</summary>
    public DateTimeOffset? VerifiesUntil { get; init; }

    /// <summary>Key id, algorithm, state and the time from which it signs. Safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"JwtKeyInfo {{ KeyId = {KeyId}, Algorithm = {Algorithm}, State = {State}, SignsFrom = {SignsFrom:O} }}");
}
