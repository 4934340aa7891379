using System.Globalization;

namespace AuthStrategies;

/// <summary>One rotating key as an operator may see it. Immutable; nothing secret in it.</summary>
public sealed class JwtKeyInfo
{
    /// <summary>The key's name, which its tokens bear as <c>kid</c>.</summary>
    public required string KeyId { get; init; }

    /// <summary>Its algorithm, such as <c>ES256</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Where it stood when the list was made.</summary>
    public required JwtKeyState State { get; init; }

    /// <summary>When it was made, and from when on it was published. UTC.</summary>
    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>When it signs or signed first. UTC.</summary>
    public required DateTimeOffset SignsFrom { get; init; }

    /// <summary>When its successor takes over. UTC. <see langword="null"/> as long as there is none.</summary>
    public DateTimeOffset? SignsUntil { get; init; }

    /// <summary>When it stops verifying. UTC. <see langword="null"/> as long as it has no successor.</summary>
    public DateTimeOffset? VerifiesUntil { get; init; }

    /// <summary>Key id, algorithm, state and the time from which it signs. Safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"JwtKeyInfo {{ KeyId = {KeyId}, Algorithm = {Algorithm}, State = {State}, SignsFrom = {SignsFrom:O} }}");
}
