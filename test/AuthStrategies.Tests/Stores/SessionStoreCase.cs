namespace AuthStrategies.Tests.Stores;

/// <summary>One sentence of the store's contract as something to run. It throws when the store breaks the sentence.</summary>
/// <param name="Name">Its name, Member_Circumstance_Outcome.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Requirements">Which security requirements it proves.</param>
/// <param name="RunAsync">Runs it against a fresh store.</param>
public sealed record SessionStoreCase(string Name, string Sentence, string[] Requirements, Func<SessionStoreHarness, Task> RunAsync)
{
    /// <summary>The name, which test runners show.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
