namespace AuthStrategies.Registration;

/// <summary>One strategy the application has added.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problems">Finds what is wrong with its options; a sentence each.</param>
internal sealed record StrategyRegistration(string Name, Func<IServiceProvider, IEnumerable<string>> Problems);
