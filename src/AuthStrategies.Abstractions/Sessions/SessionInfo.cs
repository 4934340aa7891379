using System.Globalization;

namespace AuthStrategies;

/// <summary>One login as a user may see it in a list of devices. Immutable; holds no secret.</summary>
public sealed class SessionInfo
{
    /// <summary>The session's public name.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Whose login it is.</summary>
    public required string Subject { get; init; }

    /// <summary>The name of the strategy that issued it.</summary>
    public required string Strategy { get; init; }

    /// <summary>What helps the user to recognise it, or <see langword="null"/>; see <see cref="IssueOptions.Label"/>.</summary>
    public string? Label { get; init; }

    /// <summary>When the session was made. UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user last proved who they are. UTC.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>
    /// When the client was last heard of. UTC. Activity is written down at most once per tenth of the idle time, so the
    /// true moment may be that much later.
    /// </summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When the session ends unless the client is heard of before. UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the session ends in any case. UTC.</summary>
    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    /// <summary>Id, strategy and expiry; neither subject nor device. Safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"SessionInfo {{ Id = {Id}, Strategy = {Strategy}, ExpiresAt = {ExpiresAt:O} }}");
}
