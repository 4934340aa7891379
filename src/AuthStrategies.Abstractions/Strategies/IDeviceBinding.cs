namespace AuthStrategies;

/// <summary>
/// The ability of a strategy to bind a session to the key of a device after the sign-in (W3C Device Bound Session Credentials), so that a stolen
/// cookie is of no use on another device. A strategy implements it in addition to <see cref="IAuthStrategy"/> and states
/// <see cref="AuthStrategyCapabilities.BindsDevices"/>.
/// </summary>
/// <remarks>
/// <para>
/// A strategy knows nothing of proofs and cookies. The host verifies the proofs, and tells each later call which device the request has proved:
/// <see cref="IDeviceProofSource"/> in a <see cref="ClientFactsScope"/>. Without it a strategy refuses every credential of a bound session:
/// <see cref="AuthFailureReason.DeviceBindingRequired"/>. Only the end of a session needs no proof. The library's session strategy also accepts
/// requests without a proof for 10 seconds after the registration: they were on their way when the browser got its first bound cookie.
/// </para>
/// <para>
/// The library's HTTP package binds sessions whose credential is in a cookie. It finds their ids in <see cref="IssuedCredential.SessionId"/> and
/// <see cref="AuthResult.SessionId"/>. Implementations are thread-safe.
/// </para>
/// </remarks>
public interface IDeviceBinding
{
    /// <summary>Binds the session of a credential to a key. No time of the session moves.</summary>
    /// <param name="credential">The credential that the client sent.</param>
    /// <param name="session">The session that the client was asked to register: the credential must be of this one.</param>
    /// <param name="key">The key, which its owner has proved to have.</param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>What was done. Of several calls for one session at the same time, one returns <see cref="DeviceBindingOutcome.Bound"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The store did not answer. The session may be bound or not.</exception>
    ValueTask<DeviceBindingOutcome> BindDeviceAsync(string credential, SessionId session, DeviceKey key, CancellationToken cancellationToken = default);

    /// <summary>Finds the key of a live session. It needs no credential: a browser that refreshes its bound cookie may send none. It is no activity.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The key; <see langword="null"/> if the session has ended, was never issued by this strategy, or is bound to no device.</returns>
    /// <exception cref="AuthUnavailableException">
    /// The store did not answer, or the record of the session cannot be read, for example because a newer release wrote it.
    /// </exception>
    ValueTask<DeviceKey?> FindDeviceAsync(SessionId session, CancellationToken cancellationToken = default);

    /// <summary>Notes for all nodes that a challenge was answered, so that no answer counts twice. One write.</summary>
    /// <param name="challenge">The challenge, a text that is never used again.</param>
    /// <param name="endsAt">Until when an answer to it could be accepted. UTC.</param>
    /// <param name="cancellationToken">Cancels the call. The challenge may then count as used.</param>
    /// <returns>Whether this is the first answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="challenge"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    ValueTask<bool> TryUseChallengeAsync(string challenge, DateTimeOffset endsAt, CancellationToken cancellationToken = default);
}
