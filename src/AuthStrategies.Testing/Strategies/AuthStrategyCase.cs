using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Strategies;

namespace AuthStrategies.Testing;

/// <summary>One rule of the strategies' contract that can be run. Independent of test frameworks: it returns or throws. Immutable.</summary>
public sealed class AuthStrategyCase
{
    private readonly Func<StrategyUnderTest, Task> _run;

    internal AuthStrategyCase(string name, string sentence, string[] requirements, Func<StrategyUnderTest, Task> run, AuthStrategyNeeds needs = AuthStrategyNeeds.None)
    {
        Name = name;
        Sentence = sentence;
        Requirements = requirements;
        Needs = needs;
        _run = run;
    }

    /// <summary>Its name, unique among the cases: Member_Circumstance_Outcome.</summary>
    public string Name { get; }

    /// <summary>What the contract demands, in one sentence.</summary>
    public string Sentence { get; }

    /// <summary>The security requirements and failure scenarios that it proves; empty if it proves none.</summary>
    public IReadOnlyList<string> Requirements { get; }

    /// <summary>What it needs from the harness.</summary>
    public AuthStrategyNeeds Needs { get; }

    /// <summary>
    /// Whether a harness offers what the case needs. A test must report a case that is not applicable as such, never as passed: running it throws.
    /// </summary>
    /// <param name="harness">The harness.</param>
    /// <returns><see langword="true"/> if the case can run with it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="harness"/> is <see langword="null"/>.</exception>
    public bool IsApplicable(AuthStrategyHarness harness)
    {
        ArgumentNullException.ThrowIfNull(harness);
        return (Needs & ~harness.Offers) == AuthStrategyNeeds.None;
    }

    /// <summary>Runs the case over an unused strategy.</summary>
    /// <param name="harness">The strategy and its promises.</param>
    /// <param name="cancellationToken">Ends the run, even if the strategy never answers.</param>
    /// <returns>A task that completes when the strategy has passed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="harness"/> is <see langword="null"/>.</exception>
    /// <exception cref="ConformanceException">The strategy broke its contract.</exception>
    /// <exception cref="InvalidOperationException">The case is not applicable: <see cref="IsApplicable"/>.</exception>
    public async Task RunAsync(AuthStrategyHarness harness, CancellationToken cancellationToken = default)
    {
        if (!IsApplicable(harness))
            throw new InvalidOperationException($"{Name} needs {Needs & ~harness.Offers}, which the AuthStrategyHarness does not offer. Ask IsApplicable first, and report the case as not applicable.");

        await CaseRunner.RunAsync(Name, Sentence, Requirements, () => _run(new(harness)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The name; test runners show it.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
