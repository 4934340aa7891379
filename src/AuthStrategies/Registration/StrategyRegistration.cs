namespace AuthStrategies.Registration;

/// <summary>One strategy that the application has added.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problems">Finds the mistakes in its options; one sentence for each.</param>
internal sealed record StrategyRegistration(string Name, Func<IServiceProvider, IEnumerable<string>> Problems);
