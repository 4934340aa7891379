namespace AuthStrategies;

/// <summary>
/// One strategy that the application has added. The container has all of them, in the order in which they were added:
/// inject <see cref="IEnumerable{T}"/>. The first is the default. Thread-safe; its values never change.
/// </summary>
public sealed class AuthStrategyDescriptor
{
    /// <summary>
    /// The service key of a strategy that works inside another authentication handler, for example as the ticket store of a cookie handler. No
    /// client presents its credentials, so it has no scheme and is asked about no request. Its sessions are listed and ended like all others.
    /// </summary>
    public const string InsideAnotherHandler = "AuthStrategies.InsideAnotherHandler";

    private readonly Func<AuthStrategyCapabilities> _capabilities;

    /// <summary>Describes a strategy.</summary>
    /// <param name="name">Its name: the key of its <see cref="IAuthStrategy"/> service.</param>
    /// <param name="kind">What it issues.</param>
    /// <param name="capabilities">
    /// Returns what it can do. Called when <see cref="Capabilities"/> is read for the first time; called again only if it threw.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="capabilities"/> is <see langword="null"/>.</exception>
    public AuthStrategyDescriptor(string name, AuthStrategyKind kind, Func<AuthStrategyCapabilities> capabilities)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(capabilities);
        Name = name;
        Kind = kind;
        _capabilities = capabilities;
    }

    /// <summary>The strategy's name: the key of its <see cref="IAuthStrategy"/> service.</summary>
    public string Name { get; }

    /// <summary>What the strategy issues.</summary>
    public AuthStrategyKind Kind { get; }

    /// <summary>
    /// What the strategy can do. Computed from its options on the first read; a later change of the options
    /// has no effect. If the options are invalid, the read throws their exception.
    /// </summary>
    public AuthStrategyCapabilities Capabilities => field ??= _capabilities();

    /// <summary>Name and kind.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} ({Kind})";
}
