namespace AuthStrategies;

/// <summary>
/// The base of a session store that wraps another one. It forwards every call to <see cref="InnerStore"/>. Override the
/// members that should do more. Thread-safe if the inner store and the overrides are.
/// </summary>
/// <remarks>
/// The inner store is not disposed; the code that created it does that.
/// </remarks>
/// <example>
/// <code>
/// public sealed class CountingStore(ISessionStore inner) : DelegatingSessionStore(inner)
/// {
///     public override ValueTask&lt;SessionRecord?&gt; FindAsync(SessionId id, CancellationToken cancellationToken)
///     {
///         Interlocked.Increment(ref _finds);
///         return base.FindAsync(id, cancellationToken);
///     }
/// }
/// </code>
/// </example>
public class DelegatingSessionStore : ISessionStore
{
    /// <summary>Wraps a store.</summary>
    /// <param name="innerStore">The store that receives the calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="innerStore"/> is <see langword="null"/>.</exception>
    protected DelegatingSessionStore(ISessionStore innerStore)
    {
        ArgumentNullException.ThrowIfNull(innerStore);
        InnerStore = innerStore;
    }

    /// <summary>The store that receives the calls.</summary>
    protected ISessionStore InnerStore { get; }

    /// <inheritdoc />
    public virtual ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => InnerStore.TryCreateAsync(record, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => InnerStore.FindAsync(id, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => InnerStore.TryReplaceAsync(record, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => InnerStore.RemoveAsync(id, ifVersion, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => InnerStore.ListAsync(subject, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => InnerStore.RemoveAllAsync(subject, except, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken) => InnerStore.RemoveExpiredAsync(now, batch, cancellationToken);

    /// <summary>
    /// Gets an optional ability: this object for a type that it implements, the inner store's answer for
    /// <see cref="ISessionInvalidations"/> and <see cref="IEvictingSessionStore"/>, and <see langword="null"/> for everything else.
    /// </summary>
    /// <remarks>
    /// Other abilities are not forwarded, because they would bypass this store: the inner store's time-out does not limit
    /// what an override waits for, and the inner store's enumeration would show records that an override hides. A derived
    /// store that has such an ability implements its interface.
    /// </remarks>
    /// <param name="serviceType">The ability.</param>
    /// <returns>An object of that type, or <see langword="null"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is <see langword="null"/>.</exception>
    public virtual object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType.IsInstanceOfType(this))
            return this;
        return serviceType == typeof(ISessionInvalidations) || serviceType == typeof(IEvictingSessionStore) ? InnerStore.GetService(serviceType) : null;
    }
}
