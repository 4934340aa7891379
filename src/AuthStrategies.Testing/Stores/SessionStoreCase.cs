using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Stores;

namespace AuthStrategies.Testing;

/// <summary>
/// One rule of the store's contract, or one failure scenario over the store, that can be run. Independent of test
/// frameworks: it returns or throws. Immutable; may be run any number of times, also concurrently.
/// </summary>
public sealed class SessionStoreCase
{
    private readonly Func<StoreUnderTest, Task> _run;

    internal SessionStoreCase(string name, string sentence, string[] requirements, Func<StoreUnderTest, Task> run, SessionStoreNeeds needs = SessionStoreNeeds.None)
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

    /// <summary>The security requirements and failure scenarios that it proves, such as <c>S-06</c> and <c>F-22</c>; empty if it proves none.</summary>
    public IReadOnlyList<string> Requirements { get; }

    /// <summary>What it needs from the harness besides the store.</summary>
    public SessionStoreNeeds Needs { get; }

    /// <summary>
    /// Whether a harness offers what the case needs. A test must report a case that is not applicable as ignored,
    /// skipped or inconclusive, never as passed: running it throws.
    /// </summary>
    /// <param name="harness">The harness.</param>
    /// <returns><see langword="true"/> if the case can run with it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="harness"/> is <see langword="null"/>.</exception>
    public bool IsApplicable(SessionStoreHarness harness)
    {
        ArgumentNullException.ThrowIfNull(harness);
        return (Needs & ~harness.Offers) == SessionStoreNeeds.None;
    }

    /// <summary>Runs the case over a new backend.</summary>
    /// <param name="harness">The harness of a backend that no case has used before. The caller disposes it.</param>
    /// <param name="cancellationToken">Ends the run, even if the store never answers.</param>
    /// <returns>A task that completes when the store has passed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="harness"/> is <see langword="null"/>.</exception>
    /// <exception cref="ConformanceException">The store broke its contract.</exception>
    /// <exception cref="InvalidOperationException">The case is not applicable: <see cref="IsApplicable"/>.</exception>
    public async Task RunAsync(SessionStoreHarness harness, CancellationToken cancellationToken = default)
    {
        if (!IsApplicable(harness))
            throw new InvalidOperationException($"{Name} needs {Needs & ~harness.Offers}, which the SessionStoreHarness does not offer. Ask IsApplicable first, and report the case as not applicable.");

        await CaseRunner.RunAsync(Name, Sentence, Requirements, RunAsync, cancellationToken).ConfigureAwait(false);

        async Task RunAsync() => await _run(new(await harness.OpenStoreAsync(cancellationToken).ConfigureAwait(false), harness)).ConfigureAwait(false);
    }

    /// <summary>Runs the case over a store without a separate backend: every node of the case uses this one object.</summary>
    /// <param name="create">Creates an empty store. If it is disposable, the case disposes it.</param>
    /// <param name="cancellationToken">Ends the run, even if the store never answers.</param>
    /// <returns>A task that completes when the store has passed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is <see langword="null"/>.</exception>
    /// <exception cref="ConformanceException">The store broke its contract.</exception>
    /// <exception cref="InvalidOperationException">The case is one of <see cref="SessionStoreConformance.BackendCases"/>: it needs a harness.</exception>
    public async Task RunAsync(Func<ISessionStore> create, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        await using var harness = new SessionStoreHarness(create());
        await RunAsync(harness, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The name; test runners show it.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
