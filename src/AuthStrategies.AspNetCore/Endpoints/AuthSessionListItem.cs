using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore;

/// <summary>One session in the list of a user's sessions. Immutable; contains no secret.</summary>
public sealed class AuthSessionListItem
{
    /// <summary>The session id, for <c>DELETE /auth/sessions/{id}</c>.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The strategy that issued it.</summary>
    [JsonPropertyName("strategy")]
    public required string Strategy { get; init; }

    /// <summary>The label by which the user recognizes it, if it has one.</summary>
    [JsonPropertyName("label")]
    public string? Label { get; init; }

    /// <summary>The name of the device, from <see cref="AuthHttpOptions.DeviceName"/>; <see langword="null"/> without it.</summary>
    [JsonPropertyName("device")]
    public string? Device { get; init; }

    /// <summary>The client that logged in; <see langword="null"/> if it was not recorded.</summary>
    [JsonPropertyName("firstClient")]
    public AuthClientItem? FirstClient { get; init; }

    /// <summary>The client that was active last; <see langword="null"/> if none was recorded.</summary>
    [JsonPropertyName("lastClient")]
    public AuthClientItem? LastClient { get; init; }

    /// <summary>When it started. UTC.</summary>
    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the client last made a request. UTC.</summary>
    [JsonPropertyName("lastSeenAt")]
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it ends if the client makes no request before. UTC.</summary>
    [JsonPropertyName("expiresAt")]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ends at the latest. UTC.</summary>
    [JsonPropertyName("absoluteExpiresAt")]
    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    /// <summary>Whether it is bound to a device (<c>UseDeviceBinding()</c>).</summary>
    [JsonPropertyName("deviceBound")]
    public bool DeviceBound { get; init; }

    /// <summary>Whether it is the session of this request.</summary>
    [JsonPropertyName("current")]
    public required bool Current { get; init; }

    internal static AuthSessionListItem Of(SessionInfo session, SessionId? own, string? device) => new()
    {
        Id = session.Id.ToString(),
        Strategy = session.Strategy,
        Label = session.Label,
        Device = device,
        FirstClient = AuthClientItem.Of(session.FirstClient),
        LastClient = AuthClientItem.Of(session.LastClient),
        CreatedAt = session.CreatedAt,
        LastSeenAt = session.LastSeenAt,
        ExpiresAt = session.ExpiresAt,
        AbsoluteExpiresAt = session.AbsoluteExpiresAt,
        DeviceBound = session.IsDeviceBound,
        Current = session.Id == own,
    };
}
