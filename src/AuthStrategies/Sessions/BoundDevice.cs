using AuthStrategies.Caching;

namespace AuthStrategies.Sessions;

/// <summary>The device that a session is bound to. Immutable.</summary>
/// <param name="Key">Its public key.</param>
/// <param name="BoundAt">When it was registered.</param>
internal sealed record BoundDevice(DeviceKey Key, DateTimeOffset BoundAt)
{
    /// <summary>
    /// For how long after the registration a request without a proof is accepted. Such requests were on their way when the browser got its first bound cookie.
    /// </summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    // This object and that of the key.
    private const int OwnSize = 40 + 40;

    private static readonly AuthFailure ProofRequired = new(
        AuthFailureReason.DeviceBindingRequired,
        "The session is bound to a device, and the request has no valid bound cookie of it. A browser gets a new one at the refresh endpoint of device binding before it sends a request.");

    /// <summary>The memory of the objects, as an estimate, in bytes.</summary>
    public int Size => OwnSize + MemorySize.OfText(Key.PublicJwk) + MemorySize.OfText(Key.Thumbprint);

    /// <summary>Why a call for a session is refused, or <see langword="null"/>. One comparison for a session that is bound to no device.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">Its id.</param>
    /// <param name="client">The client that the strategy is called for, which may prove a device.</param>
    /// <param name="now">When.</param>
    public static AuthFailure? RefusalOf(SessionPayload session, SessionId id, IClientFactsSource? client, DateTimeOffset now) =>
        session.Device is { } device ? device.RefusalOf(id, client, now) : null;

    private AuthFailure? RefusalOf(SessionId id, IClientFactsSource? client, DateTimeOffset now)
    {
        if (client is IDeviceProofSource source && source.ProvesDevice(id, Key.Thumbprint))
            return null;

        // The clocks of nodes may differ, and a clock may be set back: the grace period never becomes longer.
        TimeSpan age = now - BoundAt;
        return age > -GracePeriod && age < GracePeriod ? null : ProofRequired;
    }
}
