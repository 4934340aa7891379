using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Registration;

/// <summary>All strategies that the application has added, in order; the first is the default. Filled while services are registered, then only read.</summary>
internal sealed class StrategyRegistrations
{
    private readonly List<StrategyRegistration> _strategies = [];
    private readonly List<string> _mistakes = [];

    public const string NothingAdded =
        "No strategy is registered. Add one: services.AddAuthStrategy().AddSession() or services.AddAuthStrategy().AddJwt(o => …).";

    public IReadOnlyList<StrategyRegistration> Strategies => _strategies;

    /// <summary>The mistakes in the registration itself.</summary>
    public IEnumerable<string> Mistakes => _strategies.Count == 0 && _mistakes.Count == 0 ? [NothingAdded] : _mistakes;

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

    public void Add(StrategyRegistration strategy)
    {
        if (_strategies.Any(known => known.Name == strategy.Name))
            _mistakes.Add(OptionMessages.Invalid("The name of a strategy", $"\"{strategy.Name}\", which another strategy has", "unique", "AddJwt(\"Api\", o => …) or AddSession(\"Web\", o => …)"));
        _strategies.Add(strategy);
    }

    public void AddMistake(string mistake) => _mistakes.Add(mistake);
}
