using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>One strategy that the application has added, or that its configuration describes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problems">Finds the mistakes in its options; one sentence for each.</param>
/// <param name="Load">Reads its options, so that a later change that is invalid leaves them in use; <see langword="null"/> if there is nothing to read.</param>
/// <param name="Section">The section of a strategy that is not used.</param>
internal sealed record StrategyRegistration(string Name, Func<IServiceProvider, IEnumerable<string>> Problems, Action<IServiceProvider>? Load = null, IConfiguration? Section = null);
