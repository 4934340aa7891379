namespace AuthStrategies;

/// <summary>
/// Changes the items of a session: the application's own data (<see cref="IssueOptions.Items"/>, <see cref="AuthResult.Items"/>).
/// Inject it as a service; it finds the strategy of each credential. A strategy with
/// <see cref="AuthStrategyCapabilities.KeepsItems"/> implements it in addition to <see cref="IAuthStrategy"/>. Thread-safe.
/// </summary>
public interface ISessionItems
{
    /// <summary>Changes the items of the session that a credential belongs to.</summary>
    /// <param name="credential">The client's credential. It must be one that authentication accepted in the same request; this call counts as a use of it. A credential that is bound to a key is not proved again.</param>
    /// <param name="change">
    /// Changes the items that it is given. It is called again with the newer items if another call changes the session at the same
    /// time, so it must have no other effect. What it throws is thrown, and nothing was changed.
    /// </param>
    /// <param name="cancellationToken">Cancels the call before or after it takes effect.</param>
    /// <returns>
    /// Whether the items are stored. A session that is unknown, has expired or has ended is <see cref="ItemsOutcome.NotFound"/>;
    /// also one that this call has ended because two clients use it. A session that is bound to a device (<see cref="IDeviceBinding"/>)
    /// is <see cref="ItemsOutcome.DeviceBindingRequired"/>. If the session is bound to a key, a credential that is not in use any more
    /// is <see cref="ItemsOutcome.KeyProofRequired"/>. In both cases the session lives, so do not log the user out.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> or <paramref name="change"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The items are larger than <see cref="IssueOptions.MaxItemsSize"/>, or no valid Unicode. Nothing was changed.</exception>
    /// <exception cref="AuthUnavailableException">
    /// The store did not answer, other calls changed the session too often, or the stored items cannot be read. Nothing was lost.
    /// </exception>
    ValueTask<ItemsOutcome> UpdateAsync(string credential, Action<IDictionary<string, string?>> change, CancellationToken cancellationToken = default);
}
