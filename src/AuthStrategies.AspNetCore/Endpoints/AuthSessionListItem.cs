using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>One login in the list of a user's devices. Immutable; holds no secret.</summary>
public sealed class AuthSessionListItem
{
    /// <summary>The session's public name; what <c>DELETE /auth/sessions/{id}</c> takes.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The strategy that issued it.</summary>
    [JsonPropertyName("strategy")]
    public required string Strategy { get; init; }

    /// <summary>What helps the user to recognise it, if anything.</summary>
    [JsonPropertyName("deviceLabel")]
    public string? Label { get; init; }

    /// <summary>When it began. UTC.</summary>
    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the client was last heard of. UTC.</summary>
    [JsonPropertyName("lastSeenAt")]
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it ends unless the client is heard of before. UTC.</summary>
    [JsonPropertyName("expiresAt")]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ends in any case. UTC.</summary>
    [JsonPropertyName("absoluteExpiresAt")]
    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    /// <summary>Whether it is the login that asks.</summary>
    [JsonPropertyName("current")]
    public required bool Current { get; init; }

    internal static AuthSessionListItem Of(SessionInfo session, SessionId? own) => new()
    {
        Id = session.Id.ToString(),
        Strategy = session.Strategy,
        Label = session.Label,
        CreatedAt = session.CreatedAt,
        LastSeenAt = session.LastSeenAt,
        ExpiresAt = session.ExpiresAt,
        AbsoluteExpiresAt = session.AbsoluteExpiresAt,
        Current = session.Id == own,
    };
}
