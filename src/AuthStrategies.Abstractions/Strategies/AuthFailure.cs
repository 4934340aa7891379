namespace AuthStrategies;

/// <summary>Why a credential was refused. Immutable.</summary>
public sealed class AuthFailure
{
    /// <summary>Creates a failure.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">A sentence for a developer: configuration values and times, never a part of a credential.</param>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is <see langword="null"/>.</exception>
    public AuthFailure(AuthFailureReason reason, string detail)
    {
        ArgumentNullException.ThrowIfNull(detail);
        Reason = reason;
        Detail = detail;
    }

    /// <summary>The reason.</summary>
    public AuthFailureReason Reason { get; }

    /// <summary>A sentence for a developer: configuration values and times, never a part of a credential. Do not send it to the client.</summary>
    public string Detail { get; }

    /// <summary>
    /// How the session of the credential ended; <see langword="null"/> if that is not known, and always for a client that has never had a credential of
    /// the session. The client may be told. Kept for 24 hours after the end, at most until the session would have ended by itself.
    /// </summary>
    public SessionEnd? SessionEnd { get; init; }

    /// <summary>Reason and detail; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Reason}: {Detail}";
}
