using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Registration;

/// <summary>All strategies that the application has added, in order; the first is the default. Filled while services are registered, then only read.</summary>
internal sealed class StrategyRegistrations
{
    private readonly List<StrategyRegistration> _strategies = [];
    private readonly List<StrategyRegistration> _unused = [];
    private readonly List<StartSettings> _startSettings = [];
    private readonly List<string> _mistakes = [];
    private readonly List<string> _keySources = [];

    public const string NothingAdded =
        "No strategy is registered. Add one: services.AddAuthStrategy().AddSession() or services.AddAuthStrategy().AddJwt(o => …).";

    public IReadOnlyList<StrategyRegistration> Strategies => _strategies;

    /// <summary>The strategies whose settings the configuration has, and which it does not choose.</summary>
    public IReadOnlyList<StrategyRegistration> Unused => _unused;

    /// <summary>The names of strategies to which the application gave a key source.</summary>
    public IReadOnlyList<string> KeySources => _keySources;

    /// <summary>The settings that are read at start only.</summary>
    public IReadOnlyList<StartSettings> StartSettings => _startSettings;

    /// <summary>The store that the configuration names; <see langword="null"/> without a section.</summary>
    public ConfiguredStore? Store { get; set; }

    /// <summary>The mistakes in the registration itself.</summary>
    public IEnumerable<string> Mistakes => _strategies.Count == 0 && _mistakes.Count == 0 ? [NothingAdded] : _mistakes.Concat(Store?.Mistakes ?? []);

    public static StrategyRegistrations Of(IServiceCollection services)
    {
        foreach (ServiceDescriptor descriptor in services)
        {
            if (descriptor.ServiceType == typeof(StrategyRegistrations))
                return (StrategyRegistrations)descriptor.ImplementationInstance!;
        }

        StrategyRegistrations registrations = new();
        services.AddSingleton(registrations);
        return registrations;
    }

    public bool Has(string name) => _strategies.Any(known => known.Name == name);

    public void Add(StrategyRegistration strategy)
    {
        if (Has(strategy.Name))
            _mistakes.Add(OptionMessages.Invalid("The name of a strategy", $"\"{strategy.Name}\", which another strategy has", "unique: AddSession and AddJwt are called once for each name", "AddJwt(\"Api\", o => …) or AddSession(\"Web\", o => …)"));
        _strategies.Add(strategy);
    }

    public void AddUnused(StrategyRegistration strategy) => _unused.Add(strategy);

    public void AddStartSettings(StartSettings settings) => _startSettings.Add(settings);

    public void AddKeySource(string strategy) => _keySources.Add(strategy);

    public void AddMistake(string mistake) => _mistakes.Add(mistake);
}
