using System.Diagnostics;
using System.Globalization;

namespace AuthStrategies;

/// <summary>A new credential for the client. Immutable. <see cref="ToString"/> masks the secret parts.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class IssuedCredential
{
    /// <summary>The secret text that the client presents from now on: a session token, or a JWT access token.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required string Value { get; init; }

    /// <summary>When <see cref="Value"/> expires if it is not renewed before. UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// When the session of the credential ends at the latest, as known at issue: no use, refresh or rotation moves it, only
    /// <see cref="ISessionDirectory.SetLifetimeAsync"/> does. UTC; <see langword="null"/> if the server keeps no session. Not before <see cref="ExpiresAt"/> and <see cref="RefreshTokenExpiresAt"/>.
    /// </summary>
    public DateTimeOffset? AbsoluteExpiresAt { get; init; }

    /// <summary>The secret text that is exchanged for the next access token, or <see langword="null"/> if the strategy issues none.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? RefreshToken { get; init; }

    /// <summary>
    /// When the client's refresh token expires if it is not used before. UTC; <see langword="null"/> if the strategy issues none. A
    /// refresh that leaves <see cref="RefreshToken"/> out sets it too: the client keeps the token that it has.
    /// </summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>The public id of the session, or <see langword="null"/> if the server keeps none. Safe to show and to log.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Whether the client should keep the credential beyond the end of its browser session ("remember me").</summary>
    public bool Persistent { get; init; }

    /// <summary>
    /// The thumbprint of the key that the credential is bound to (<see cref="IssueOptions.KeyThumbprint"/>), or <see langword="null"/> if it is bound to
    /// none. Public: safe to show and to log.
    /// </summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The public facts only: never <see cref="Value"/> or <see cref="RefreshToken"/>.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"IssuedCredential {{ Value = ***, SessionId = {(SessionId is { } id ? id.ToString() : "none")}, ExpiresAt = {ExpiresAt:O} }}");
}
