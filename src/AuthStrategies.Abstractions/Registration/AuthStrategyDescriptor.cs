namespace AuthStrategies;

/// <summary>
/// One strategy that the application has added. All of them are in the services, in the order in which they were added:
/// inject <see cref="IEnumerable{T}"/>; the first is the default. Immutable.
/// </summary>
public sealed class AuthStrategyDescriptor
{
    /// <summary>Describes a strategy.</summary>
    /// <param name="name">Its name: the key of its <see cref="IAuthStrategy"/> service.</param>
    /// <param name="kind">What it issues.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    public AuthStrategyDescriptor(string name, AuthStrategyKind kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Kind = kind;
    }

    /// <summary>The strategy's name: the key of its <see cref="IAuthStrategy"/> service.</summary>
    public string Name { get; }

    /// <summary>What the strategy issues.</summary>
    public AuthStrategyKind Kind { get; }

    /// <summary>Name and kind.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} ({Kind})";
}
