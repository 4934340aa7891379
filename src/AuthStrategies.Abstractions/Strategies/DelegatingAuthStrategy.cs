using System.Security.Claims;

namespace AuthStrategies;

/// <summary>
/// The base of a strategy that wraps another one. It forwards every call to <see cref="InnerStrategy"/>. Override the
/// members that should do more. Thread-safe if the inner strategy and the overrides are.
/// </summary>
/// <remarks>
/// Optional abilities are not forwarded, because their calls would bypass this strategy: see <see cref="GetService"/>.
/// </remarks>
/// <example>
/// <code>
/// public sealed class CountingStrategy(IAuthStrategy inner) : DelegatingAuthStrategy(inner)
/// {
///     public override ValueTask&lt;AuthResult&gt; AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
///     {
///         Interlocked.Increment(ref _calls);
///         return base.AuthenticateAsync(credential, cancellationToken);
///     }
/// }
/// </code>
/// </example>
public class DelegatingAuthStrategy : IAuthStrategy
{
    /// <summary>Wraps a strategy.</summary>
    /// <param name="innerStrategy">The strategy that receives the calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="innerStrategy"/> is <see langword="null"/>.</exception>
    protected DelegatingAuthStrategy(IAuthStrategy innerStrategy)
    {
        ArgumentNullException.ThrowIfNull(innerStrategy);
        InnerStrategy = innerStrategy;
    }

    /// <inheritdoc />
    public virtual string Name => InnerStrategy.Name;

    /// <summary>The strategy that receives the calls.</summary>
    protected IAuthStrategy InnerStrategy { get; }

    /// <inheritdoc />
    public virtual ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerStrategy.IssueAsync(principal, options, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) =>
        InnerStrategy.AuthenticateAsync(credential, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) =>
        InnerStrategy.RefreshAsync(credential, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) =>
        InnerStrategy.RevokeAsync(credential, cancellationToken);

    /// <summary>
    /// Gets an optional ability: this object for a type that it implements, the inner strategy's answer for the class of a strategy
    /// (<c>SessionStrategy</c>, <c>JwtStrategy</c>: the library reads from it what the strategy is, and ends its sessions by it), and
    /// <see langword="null"/> for everything else.
    /// </summary>
    /// <remarks>
    /// An ability such as <see cref="ICookieRotation"/> has methods that authenticate. Forwarded, they would bypass the overrides of this class. A derived
    /// strategy that only watches may override this method and return <c>base.GetService(serviceType) ?? InnerStrategy.GetService(serviceType)</c>: then
    /// cookies are rotated as before, and the calls of abilities are not seen by it. One that checks something implements the interfaces.
    /// </remarks>
    /// <param name="serviceType">The ability.</param>
    /// <returns>An object of that type, or <see langword="null"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is <see langword="null"/>.</exception>
    public virtual object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType.IsInstanceOfType(this))
            return this;
        return serviceType.IsClass && serviceType.IsAssignableTo(typeof(IAuthStrategy)) ? InnerStrategy.GetService(serviceType) : null;
    }
}
