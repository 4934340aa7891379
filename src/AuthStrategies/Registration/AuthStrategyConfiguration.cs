using Microsoft.Extensions.Configuration;

namespace AuthStrategies;

/// <summary>
/// A section of the configuration that the application gave to a strategy, or to all of them, for packages that read further settings from
/// it. The container has one for each section: inject <see cref="IEnumerable{T}"/>. Immutable and thread-safe.
/// </summary>
public sealed class AuthStrategyConfiguration
{
    internal const string HttpKey = "Http";

    internal AuthStrategyConfiguration(IConfiguration section, string? strategy, AuthStrategyKind kind, bool isChosen) =>
        (Section, Strategy, Kind, IsChosen) = (section, strategy, kind, isChosen);

    /// <summary>The section, for example <c>Auth:Jwt</c>, or <c>Auth</c> for all strategies. It exists even if the configuration does not contain it.</summary>
    public IConfiguration Section { get; }

    /// <summary>The name of the strategy; <see langword="null"/> for the section of all strategies.</summary>
    public string? Strategy { get; }

    /// <summary>The kind of the strategy; <see cref="AuthStrategyKind.Custom"/> for the section of all strategies.</summary>
    public AuthStrategyKind Kind { get; }

    /// <summary>Whether the strategy is used. Otherwise it would be if the setting <c>Strategy</c> named it.</summary>
    public bool IsChosen { get; }
}
