using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing;

/// <summary>
/// One rule of the contract of <see cref="IJwtKeyStore"/>, or one scenario over it, that can be run. Independent of test frameworks: it returns
/// or throws. Immutable; may be run any number of times, also concurrently.
/// </summary>
public sealed class JwtKeyStoreCase
{
    private readonly Func<JwtKeyStoreHarness, Task> _run;
    private readonly bool _needsFailure;

    internal JwtKeyStoreCase(string name, string sentence, string[] requirements, Func<JwtKeyStoreHarness, Task> run, bool needsFailure = false)
    {
        Name = name;
        Sentence = sentence;
        Requirements = requirements;
        _run = run;
        _needsFailure = needsFailure;
    }

    /// <summary>Its name, unique among the cases: Member_Circumstance_Outcome.</summary>
    public string Name { get; }

    /// <summary>What the contract demands, in one sentence.</summary>
    public string Sentence { get; }

    /// <summary>The security requirements that it proves, such as <c>K-03</c>; empty if it proves none.</summary>
    public IReadOnlyList<string> Requirements { get; }

    /// <summary>
    /// Whether a harness offers what the case needs. A test must report a case that is not applicable as ignored, never as passed: running it
    /// throws.
    /// </summary>
    /// <param name="harness">The harness.</param>
    /// <returns><see langword="true"/> if the case can run with it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="harness"/> is <see langword="null"/>.</exception>
    public bool IsApplicable(JwtKeyStoreHarness harness)
    {
        ArgumentNullException.ThrowIfNull(harness);
        return !_needsFailure || (harness.BreakAsync is not null && harness.RepairAsync is not null);
    }

    /// <summary>Runs the case over a new backend.</summary>
    /// <param name="harness">The harness of a backend that no case has used before. The caller disposes it.</param>
    /// <param name="cancellationToken">Ends the run, even if the store never answers.</param>
    /// <returns>A task that completes when the store has passed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="harness"/> is <see langword="null"/>.</exception>
    /// <exception cref="ConformanceException">The store broke its contract.</exception>
    /// <exception cref="InvalidOperationException">The case is not applicable: <see cref="IsApplicable"/>.</exception>
    public Task RunAsync(JwtKeyStoreHarness harness, CancellationToken cancellationToken = default)
    {
        if (!IsApplicable(harness))
            throw new InvalidOperationException($"{Name} needs BreakAsync and RepairAsync, which the JwtKeyStoreHarness does not offer. Ask IsApplicable first, and report the case as not applicable.");

        return CaseRunner.RunAsync(Name, Sentence, Requirements, () => _run(harness), cancellationToken);
    }

    /// <summary>The name; test runners show it.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
