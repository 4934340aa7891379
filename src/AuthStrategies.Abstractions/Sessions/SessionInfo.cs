using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Serialization;

namespace AuthStrategies;

/// <summary>One session as a user may see it in a list of sessions. Immutable; contains no secret.</summary>
public sealed class SessionInfo
{
    /// <summary>The session's public id.</summary>
    public required SessionId Id { get; init; }

    /// <summary>The subject that owns the session.</summary>
    public required string Subject { get; init; }

    /// <summary>The name of the strategy that issued it.</summary>
    public required string Strategy { get; init; }

    /// <summary>A text that tells the user which session this is, or <see langword="null"/>; see <see cref="IssueOptions.Label"/>.</summary>
    public string? Label { get; init; }

    /// <summary>The client that logged in, as it was seen then; <see langword="null"/> if it was not recorded. Personal data.</summary>
    public ClientFacts? FirstClient { get; init; }

    /// <summary>
    /// The client that used the session last; <see langword="null"/> if none was recorded. It is written together with the activity and with a
    /// rotation, never alone, so it may be older than the last request by as much as <see cref="LastSeenAt"/>. Personal data.
    /// </summary>
    public ClientFacts? LastClient { get; init; }

    /// <summary>When the session was created. UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user last proved who they are. UTC.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>
    /// When the client was last active. UTC. Activity is written at most once per tenth of the idle timeout, so the
    /// true time may be later by up to that much.
    /// </summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When the session ends if the client is not active before. UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The latest time at which the session ends; activity does not move it. UTC.</summary>
    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    /// <summary>Whether it is bound to a device, so that its cookie is of no use elsewhere (<see cref="IDeviceBinding"/>).</summary>
    public bool IsDeviceBound { get; init; }

    /// <summary>
    /// The user of the session, as its next authentication (for a JWT session, its next refresh) gives it; <see langword="null"/> in a list,
    /// and for a session of a strategy that is not registered here. No other caller has the same object. It is left out of JSON.
    /// </summary>
    [JsonIgnore]
    public ClaimsPrincipal? Principal { get; init; }

    /// <summary>Id, strategy and expiry; neither subject nor label. Safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"SessionInfo {{ Id = {Id}, Strategy = {Strategy}, ExpiresAt = {ExpiresAt:O} }}");
}
