namespace AuthStrategies.Testing.KeyStores;

/// <summary>
/// Decides which calls to the key stores of all nodes go wrong, and how: each <c>period</c>-th one, in turn without effect, with its effect but
/// without an answer, and both again while the node is killed. Runs with each offset hit every call once.
/// </summary>
internal sealed class KeyFaults(int period, int offset)
{
    private int _calls;

    /// <summary>Whether calls go wrong now.</summary>
    public bool IsOn { get; set; } = true;

    public async Task<TAnswer> RunAsync<TAnswer>(Func<Task<TAnswer>> call, Action kill)
    {
        int number = Interlocked.Increment(ref _calls) - 1;
        if (!IsOn || number % period != offset)
            return await call();

        int kind = number / period % 4;
        if (kind >= 2)
            kill();
        if (kind % 2 == 0)
            throw new IOException("The call did not reach the store.");

        await call();
        throw new IOException("The answer of the store was lost.");
    }
}
